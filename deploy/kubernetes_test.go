package deploy_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

// object is what the tests look at of the objects in kubernetes.yaml.
type object struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Metadata   struct{ Name string }
	Data       map[string]string
	Spec       struct {
		MinAvailable    *int   `yaml:"minAvailable"`
		SessionAffinity string `yaml:"sessionAffinity"`
		PodSelector     struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		} `yaml:"podSelector"`
		PolicyTypes     []string `yaml:"policyTypes"`
		Ingress, Egress []struct {
			From, To []peer
			Ports    []struct{ Protocol, Port string }
		}
		Selector struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		}
		Template struct {
			Metadata struct{ Labels map[string]string }
			Spec     pod
		}
	}
}

// peer is whom a policy lets in or out to.
type peer struct {
	PodSelector *struct{} `yaml:"podSelector"`
	IPBlock     *struct {
		CIDR   string `yaml:"cidr"`
		Except []string
	} `yaml:"ipBlock"`
}

type pod struct {
	TerminationGracePeriodSeconds int  `yaml:"terminationGracePeriodSeconds"`
	AutomountServiceAccountToken  bool `yaml:"automountServiceAccountToken"`
	SecurityContext               struct {
		RunAsNonRoot bool `yaml:"runAsNonRoot"`
		RunAsUser    int  `yaml:"runAsUser"`
	} `yaml:"securityContext"`
	Containers []container
	Volumes    []struct {
		Name   string
		Secret *struct {
			SecretName  string `yaml:"secretName"`
			DefaultMode int    `yaml:"defaultMode"`
			Optional    bool
		}
	}
}

type container struct {
	Args            []string
	Env             []struct{ Name, Value string }
	LivenessProbe   probe `yaml:"livenessProbe"`
	ReadinessProbe  probe `yaml:"readinessProbe"`
	Resources       struct{ Requests, Limits map[string]string }
	SecurityContext struct {
		AllowPrivilegeEscalation *bool `yaml:"allowPrivilegeEscalation"`
		ReadOnlyRootFilesystem   bool  `yaml:"readOnlyRootFilesystem"`
		Capabilities             struct{ Drop []string }
	} `yaml:"securityContext"`
	VolumeMounts []struct {
		Name      string
		MountPath string `yaml:"mountPath"`
	} `yaml:"volumeMounts"`
}

type probe struct {
	HTTPGet struct{ Path, Port string } `yaml:"httpGet"`
}

// objects reads kubernetes.yaml by kind.
func objects(t *testing.T) map[string]object {
	t.Helper()
	text, err := os.ReadFile("kubernetes.yaml")
	require.NoError(t, err)
	all := map[string]object{}
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		var o object
		require.NoError(t, yaml.Unmarshal([]byte(document), &o), document)
		require.Equal(t, "trackreg", o.Metadata.Name)
		all[o.Kind] = o
	}
	return all
}

func TestKubernetesPodIsStoppedInGoodOrderAndHasNoRights(t *testing.T) {
	all := objects(t)
	for kind, version := range map[string]string{"Deployment": "apps/v1", "PodDisruptionBudget": "policy/v1", "NetworkPolicy": "networking.k8s.io/v1", "ConfigMap": "v1", "Service": "v1"} {
		require.Equal(t, version, all[kind].APIVersion, kind)
	}
	require.Equal(t, 1, *all["PodDisruptionBudget"].Spec.MinAvailable)
	require.Equal(t, "ClientIP", all["Service"].Spec.SessionAffinity, "the page's actions are those of one process")
	labels := all["Deployment"].Spec.Template.Metadata.Labels
	require.Equal(t, labels, all["PodDisruptionBudget"].Spec.Selector.MatchLabels)
	require.Equal(t, labels, all["Deployment"].Spec.Selector.MatchLabels)

	spec := all["Deployment"].Spec.Template.Spec
	require.Greater(t, time.Duration(spec.TerminationGracePeriodSeconds)*time.Second, configs.Defaults().Worker.ShutdownTimeout)
	require.True(t, spec.SecurityContext.RunAsNonRoot)
	require.Equal(t, 65532, spec.SecurityContext.RunAsUser)
	require.False(t, spec.AutomountServiceAccountToken)
	worker := spec.Containers[0]
	require.Equal(t, []string{"worker"}, worker.Args)
	require.Equal(t, "/healthz", worker.LivenessProbe.HTTPGet.Path, "Redis away is no reason to be killed")
	require.Equal(t, "/readyz", worker.ReadinessProbe.HTTPGet.Path)
	require.False(t, *worker.SecurityContext.AllowPrivilegeEscalation)
	require.True(t, worker.SecurityContext.ReadOnlyRootFilesystem)
	require.Equal(t, []string{"ALL"}, worker.SecurityContext.Capabilities.Drop)
	require.NotEmpty(t, worker.Resources.Requests["memory"])
	require.NotEmpty(t, worker.Resources.Limits["memory"])
}

func TestKubernetesSettingsAreGoodAndSecretsAreFiles(t *testing.T) {
	all := objects(t)
	path := filepath.Join(t.TempDir(), "trackreg.yaml")
	require.NoError(t, os.WriteFile(path, []byte(all["ConfigMap"].Data["trackreg.yaml"]), 0o600))
	s, warnings, err := configs.Load(configs.LoadOptions{File: path})
	require.NoError(t, err)
	require.Empty(t, warnings)
	spec := all["Deployment"].Spec.Template.Spec
	mounts := map[string]string{}
	for _, m := range spec.Containers[0].VolumeMounts {
		mounts[m.Name] = m.MountPath
	}
	require.Contains(t, mounts, "tmp", "imports fetch into it")
	for _, file := range []string{s.Accounts["main"].KeyFile, s.HTTP.TokenFile, s.Redis.PasswordFile} {
		require.Equal(t, mounts["secrets"], filepath.Dir(file))
		for _, page := range []string{"kubernetes.yaml", "../docs/deploy.md"} {
			text, err := os.ReadFile(page)
			require.NoError(t, err)
			require.Regexp(t, `kubectl create secret generic trackreg .*--from-file=`+regexp.QuoteMeta(filepath.Base(file))+`\b`, string(text), page)
		}
	}
	for _, v := range spec.Volumes {
		if v.Secret != nil {
			require.Equal(t, 0o440, v.Secret.DefaultMode)
		}
	}
	for _, variable := range spec.Containers[0].Env {
		if variable.Name == "TRACKREG_CONFIG" {
			require.Equal(t, mounts["config"]+"/trackreg.yaml", variable.Value)
		}
	}
}

// TestKubernetesHasNoSecretThatWorks applies the file as it is: no pod starts before somebody has
// made a secret of his own.
func TestKubernetesHasNoSecretThatWorks(t *testing.T) {
	all := objects(t)
	require.NotContains(t, all, "Secret")
	for _, v := range all["Deployment"].Spec.Template.Spec.Volumes {
		if v.Secret != nil {
			require.Equal(t, "trackreg", v.Secret.SecretName)
			require.False(t, v.Secret.Optional, "a pod waits for it")
		}
	}
}

func TestKubernetesLetsInAndOutWhatAWorkerNeeds(t *testing.T) {
	all := objects(t)
	policy := all["NetworkPolicy"].Spec
	require.Equal(t, all["Deployment"].Spec.Template.Metadata.Labels, policy.PodSelector.MatchLabels)
	require.Equal(t, []string{"Ingress", "Egress"}, policy.PolicyTypes, "what is not named is refused")
	require.Len(t, policy.Ingress, 1)
	require.NotEmpty(t, policy.Ingress[0].From, "not everybody")
	require.Equal(t, "http", policy.Ingress[0].Ports[0].Port)
	outside := map[string][]peer{}
	for _, rule := range policy.Egress {
		require.NotEmpty(t, rule.To)
		for _, port := range rule.Ports {
			outside[port.Port] = rule.To
		}
	}
	require.Len(t, outside, 3, "names, Redis and 17TRACK")
	for _, port := range []string{"53", "6379"} {
		require.Contains(t, outside, port)
	}
	for _, inside := range []string{"10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254", "fd00::1", "fe80::1"} {
		for _, to := range outside["443"] {
			require.False(t, reaches(t, to, inside), "the API of the cluster and of its cloud are not 17TRACK's: %s", inside)
		}
	}
	require.True(t, reaches(t, outside["443"][0], "47.88.1.1"))
}

// reaches says whether the address is the peer's.
func reaches(t *testing.T, p peer, address string) bool {
	at := netip.MustParseAddr(address)
	in := func(cidr string) bool {
		prefix, err := netip.ParsePrefix(cidr)
		require.NoError(t, err)
		return prefix.Contains(at)
	}
	return in(p.IPBlock.CIDR) && !slices.ContainsFunc(p.IPBlock.Except, in)
}

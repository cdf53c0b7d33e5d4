package source

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/rows"
)

const (
	bucketScheme = "s3://"
	// awsEndpoint is where a bucket is that has no endpoint.
	awsEndpoint = "https://s3.amazonaws.com"
	// bucketKeys are the settings that open a bucket's door.
	bucketKeys = "access_key, secret_key and region under source, and what they are allowed to do"
	// bucketTries is how often the client asks: the run itself tries again.
	bucketTries = 1
)

// bucket is the objects of an S3-compatible server. It implements Source.
type bucket struct {
	name, key string // key may be a pattern
	client    *minio.Client
	reading   rows.Options
	options   Options
	place     place
}

func newBucket(s configs.Source, reading rows.Options, o Options) (*bucket, error) {
	place := place{source: s.Bucket, secrets: []string{s.SecretKey.Reveal()}}
	rest, found := strings.CutPrefix(s.Bucket, bucketScheme)
	name, key, _ := strings.Cut(rest, "/")
	if !found || name == "" || key == "" {
		return nil, place.lasting(nil, "names no objects of a bucket", "write it as s3://NAME/KEY, such as s3://shipping/daily/*.csv")
	}
	client, err := newBucketClient(s, o)
	if err != nil {
		return nil, place.lasting(err, fmt.Sprintf("cannot be opened: %v", err), "see endpoint and region under source")
	}
	return &bucket{name: name, key: key, client: client, reading: reading, options: o, place: place}, nil
}

func newBucketClient(s configs.Source, o Options) (*minio.Client, error) {
	endpoint := s.Endpoint
	if endpoint == "" {
		endpoint = awsEndpoint
	}
	address, err := url.Parse(endpoint)
	if err != nil || address.Host == "" {
		return nil, errors.New("source.endpoint is no web address")
	}
	return minio.New(address.Host, &minio.Options{
		Creds: bucketCredentials(s), Secure: address.Scheme != "http", Region: s.Region,
		Transport: o.Transport, MaxRetries: bucketTries,
	})
}

// bucketCredentials are the settings' own, else AWS's: variables, the file, the machine's role.
// Where none of these is, the bucket is asked without a name, as a public one may be.
func bucketCredentials(s configs.Source) *credentials.Credentials {
	if s.AccessKey != "" {
		return credentials.NewStaticV4(s.AccessKey.Reveal(), s.SecretKey.Reveal(), "")
	}
	return credentials.NewChainCredentials([]credentials.Provider{
		&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}, &credentials.IAM{},
	})
}

// Parts implements Source.
func (b *bucket) Parts(ctx context.Context) (Listing, error) {
	if !strings.ContainsAny(b.key, patternSigns) {
		object, err := b.client.StatObject(ctx, b.name, b.key, minio.StatObjectOptions{})
		if err != nil {
			return Listing{}, b.failed(ctx, b.place, err)
		}
		return Listing{Parts: []Part{b.part(b.key, object)}}, nil
	}
	prefix := b.key[:strings.IndexAny(b.key, patternSigns)]
	// Without Recursive the server leaves out what lies deeper than the pattern reaches.
	listed := minio.ListObjectsOptions{Prefix: prefix, Recursive: strings.Contains(b.key[len(prefix):], "/")}
	var parts []Part
	for object := range b.client.ListObjectsIter(ctx, b.name, listed) {
		if object.Err != nil {
			return Listing{}, b.failed(ctx, b.place, object.Err)
		}
		matches, err := path.Match(b.key, object.Key)
		if err != nil {
			return Listing{}, b.place.lasting(err, "has a pattern that is not closed", `close the [, or write \[ for the sign itself`)
		}
		if matches && !strings.HasSuffix(object.Key, "/") {
			parts = append(parts, b.part(object.Key, object))
		}
	}
	slices.SortFunc(parts, func(a, b Part) int { return strings.Compare(a.Name, b.Name) })
	return Listing{Parts: parts}, nil
}

func (b *bucket) part(key string, object minio.ObjectInfo) Part {
	return Part{Name: b.partName(key), Size: object.Size, Version: object.ETag}
}

func (b *bucket) partName(key string) string { return bucketScheme + b.name + "/" + key }

func (b *bucket) keyOf(part Part) string { return strings.TrimPrefix(part.Name, b.partName("")) }

// Open implements Source. It fetches the object again and passes over the rows that were read.
func (b *bucket) Open(ctx context.Context, part Part, at Position) (Rows, error) {
	place := b.place.of(part.Name)
	fetching, watch := newWatch(ctx)
	defer watch.stop()
	var wanted minio.GetObjectOptions
	if part.Version != "" {
		if err := wanted.SetMatchETag(part.Version); err != nil {
			return nil, place.lasting(err, "has no version that can be asked for", "")
		}
	}
	body, object, _, err := minio.Core{Client: b.client}.GetObject(fetching, b.name, b.keyOf(part), wanted)
	if err != nil {
		return nil, b.failed(ctx, place, err)
	}
	defer body.Close()
	if part.Version != "" && object.ETag != part.Version {
		return nil, place.changedObject() // by a server that does not know If-Match
	}
	file, size, err := b.options.fetch(fetching, place, watch.begin(body), object.Size)
	if err != nil {
		return nil, err
	}
	return (&content{ctx: ctx, place: place, file: file, size: size}).open(b.reading, part.Name, at)
}

// Changed implements Source.
func (b *bucket) Changed(ctx context.Context, part Part) (bool, error) {
	object, err := b.client.StatObject(ctx, b.name, b.keyOf(part), minio.StatObjectOptions{})
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return true, nil
	}
	if err != nil {
		return false, b.failed(ctx, b.place.of(part.Name), err)
	}
	return part.Version != "" && object.ETag != part.Version, nil
}

// Finish implements Source: an object stays where it is.
func (b *bucket) Finish(context.Context, Part) (moved bool, err error) { return false, nil }

// failed words an error of the bucket's server or of the way to it.
func (b *bucket) failed(ctx context.Context, p place, err error) error {
	if err := p.ended(ctx); err != nil {
		return err
	}
	var answer minio.ErrorResponse
	if !errors.As(err, &answer) || answer.StatusCode == 0 {
		return p.network(ctx, err)
	}
	if answer.StatusCode == http.StatusPreconditionFailed {
		return p.changedObject()
	}
	e := p.status(answer.StatusCode, bucketKeys)
	if e == nil {
		return p.passing(err, fmt.Sprintf("is not given: %v", err), "")
	}
	e.Err = err
	if answer.Code != "" {
		e.Problem += " (" + p.hide(answer.Code) + ")"
	}
	return e
}

func (p place) changedObject() *Error {
	return p.lasting(ErrChanged, "has changed since the run listed it", "the next run reads it as it is then")
}

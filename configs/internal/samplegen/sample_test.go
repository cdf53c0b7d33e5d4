package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheFileIsWhatTheProgramWrites(t *testing.T) {
	file, err := os.ReadFile("../../sample.csv")
	require.NoError(t, err)
	require.True(t, bytes.Equal(file, sample()), "run go generate ./configs")
}

func TestCheckDigits(t *testing.T) {
	require.Equal(t, "9", s10Check("47312482"), "the UPU's example, 473124829")
	require.Equal(t, "4", upsCheck("999AA1012345678"), "UPS's, 1Z999AA10123456784")
	require.Equal(t, "5", weighted("98657878885", []int{3, 1, 7}, 11), "FedEx 986578788855")
	require.Equal(t, "4", modTen("04144176022896"), "FedEx Ground 041441760228964")
	require.Equal(t, "9", modTen("940011120255584233266"), "USPS 9400111202555842332669")
	require.Equal(t, "5", modSeven("331881002"), "DHL 3318810025")
}

func TestTheSampleIsOfASizeToWaitFor(t *testing.T) {
	lines := strings.Count(string(sample()), "\n") - 1
	require.InDelta(t, 3000, lines, 20)
}

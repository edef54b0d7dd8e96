package wjs

import (
	"context"
	"testing"
)

func TestPlatform(t *testing.T) {
	p, err := NewPlatform(context.Background(), PlatformOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("snapshot: %d KiB", p.image.snapshot.Size()>>10)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
}

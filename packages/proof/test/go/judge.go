// The judge of the log's formats: answers questions with Go's own golang.org/x/mod/sumdb/note and sumdb/tlog.
// Standard input is a JSON list of questions, standard output the list of the answers. A question that Go refuses
// has the error as its answer.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Bytes are base64 in JSON. What a question does not need is left out.
type question struct {
	Op                   string
	Note, Leaf, Seed     []byte
	Root, OldRoot        []byte
	Keys                 []string
	Key, Text, Name      string
	Proof, Entries       [][]byte
	Index, Size, OldSize int64
	Folder               string
}

type answer struct {
	Error string   `json:"error,omitempty"`
	Text  string   `json:"text,omitempty"`
	Names []string `json:"names,omitempty"`
	Note  []byte   `json:"note,omitempty"`
	Proof [][]byte `json:"proof,omitempty"`
	Root  []byte   `json:"root,omitempty"`
	Keys  []string `json:"keys,omitempty"`
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	answers := []answer{}
	for _, q := range questions {
		a, err := ask(q)
		if err != nil {
			a = answer{Error: err.Error()}
		}
		answers = append(answers, a)
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}

func ask(q question) (answer, error) {
	switch q.Op {
	case "open":
		return open(q)
	case "sign":
		signer, err := note.NewSigner(q.Key)
		if err != nil {
			return answer{}, err
		}
		signed, err := note.Sign(&note.Note{Text: q.Text}, signer)
		return answer{Note: signed}, err
	case "key":
		secret, public, err := note.GenerateKey(bytes.NewReader(q.Seed), q.Name)
		return answer{Keys: []string{secret, public}}, err
	case "check record":
		return answer{}, tlog.CheckRecord(hashes(q.Proof), q.Size, hash(q.Root), q.Index, hash(q.Leaf))
	case "check tree":
		return answer{}, tlog.CheckTree(tlog.TreeProof(hashes(q.Proof)), q.Size, hash(q.Root), q.OldSize, hash(q.OldRoot))
	case "tree hash":
		root, err := tlog.TreeHash(q.Size, stored(q))
		return answer{Root: root[:]}, err
	case "prove record":
		proof, err := tlog.ProveRecord(q.Size, q.Index, stored(q))
		return answer{Proof: slices(proof)}, err
	case "prove tree":
		proof, err := tlog.ProveTree(q.Size, q.OldSize, stored(q))
		return answer{Proof: slices(proof)}, err
	case "write tree":
		return writeTree(q)
	}
	return answer{}, errors.New("no such question")
}

// open answers with the text and the names of the keys whose signatures Go verified.
func open(q question) (answer, error) {
	var verifiers []note.Verifier
	for _, key := range q.Keys {
		verifier, err := verifierOf(key)
		if err != nil {
			return answer{}, err
		}
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open(q.Note, note.VerifierList(verifiers...))
	if err != nil {
		return answer{}, err
	}
	names := []string{}
	for _, signature := range opened.Sigs {
		names = append(names, signature.Name)
	}
	return answer{Text: opened.Text, Names: names}, nil
}

// A witness's key, which x/mod does not know: C2SP tlog-cosignature, type 0x04.
type witness struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.id }
func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, text)
	return ed25519.Verify(w.key, []byte(message), signature[8:])
}

func verifierOf(key string) (note.Verifier, error) {
	parts := strings.SplitN(key, "+", 3)
	if len(parts) == 3 {
		typed, err := base64.StdEncoding.DecodeString(parts[2])
		if err == nil && len(typed) == 33 && typed[0] == 4 {
			id, err := strconv.ParseUint(parts[1], 16, 32)
			return witness{parts[0], uint32(id), typed[1:]}, err
		}
	}
	return note.NewVerifier(key)
}

// tiles are files as C2SP tlog-tiles lays them out; x/mod has the height of a tile in its paths besides.
type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }
func (t tiles) path(tile tlog.Tile) string {
	return filepath.Join(t.folder, "tile", strings.TrimPrefix(tile.Path(), "tile/8/"))
}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(t.path(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// stored reads from the tiles of the folder, and checks them against the root of the question.
func stored(q question) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: q.Size, Hash: hash(q.Root)}, tiles{q.Folder})
}

// writeTree makes a tree of the entries, writes its tiles into the folder and answers with its root.
func writeTree(q question) (answer, error) {
	var kept []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var all []tlog.Hash
		for _, index := range indexes {
			all = append(all, kept[index])
		}
		return all, nil
	})
	for n, entry := range q.Entries {
		more, err := tlog.StoredHashes(int64(n), entry, reader)
		if err != nil {
			return answer{}, err
		}
		kept = append(kept, more...)
	}
	size := int64(len(q.Entries))
	for _, tile := range tlog.NewTiles(8, 0, size) {
		data, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return answer{}, err
		}
		path := tiles{q.Folder}.path(tile)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return answer{}, err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return answer{}, err
		}
	}
	root, err := tlog.TreeHash(size, reader)
	return answer{Root: root[:]}, err
}

func hash(b []byte) (h tlog.Hash) {
	copy(h[:], b)
	return h
}

func hashes(all [][]byte) []tlog.Hash {
	var h []tlog.Hash
	for _, b := range all {
		h = append(h, hash(b))
	}
	return h
}

func slices(all []tlog.Hash) [][]byte {
	s := [][]byte{}
	for _, h := range all {
		s = append(s, append([]byte{}, h[:]...))
	}
	return s
}

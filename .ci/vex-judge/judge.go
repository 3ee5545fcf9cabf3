// Judge reads VEX and CSAF documents with the libraries of others: OpenVEX by github.com/openvex/go-vex, CSAF by
// github.com/gocsaf/csaf. Standard input is a JSON list of {"kind": "openvex" or "csaf", "document": text}, standard
// output the list of answers.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/gocsaf/csaf/v3/csaf"
	"github.com/openvex/go-vex/pkg/vex"
)

type question struct {
	Kind     string `json:"kind"`
	Document string `json:"document"`
}

// Faults is empty where nothing is wrong. Said is what the document says of each product, as its library finds it.
type answer struct {
	Faults []string    `json:"faults"`
	ID     string      `json:"id"`
	Said   []statement `json:"said"`
}

type statement struct {
	Vulnerability string `json:"vulnerability"`
	Product       string `json:"product"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	answers := make([]answer, len(questions))
	for i, q := range questions {
		if q.Kind == "openvex" {
			answers[i] = openVEX([]byte(q.Document))
		} else {
			answers[i] = commonFormat([]byte(q.Document))
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		os.Exit(2)
	}
}

// The id is the one that the library would give the document.
func openVEX(document []byte) answer {
	read, err := vex.Parse(document)
	if err != nil {
		return answer{Faults: []string{err.Error()}, Said: []statement{}}
	}
	found := answer{Faults: []string{}, Said: []statement{}}
	for i := range read.Statements {
		each := &read.Statements[i]
		if err := each.Validate(); err != nil {
			found.Faults = append(found.Faults, err.Error())
		}
	}
	var pairs [][2]string
	for _, each := range read.Statements {
		for _, product := range each.Products {
			pairs = append(pairs, [2]string{string(each.Vulnerability.Name), product.ID})
		}
	}
	for _, pair := range pairs {
		effective := read.EffectiveStatement(pair[1], pair[0])
		if effective == nil {
			found.Faults = append(found.Faults, fmt.Sprintf("no statement on %s", pair))
			continue
		}
		found.Said = append(found.Said, statement{
			pair[0], pair[1], string(effective.Status), string(effective.Justification),
		})
	}
	read.ID = ""
	id, err := read.GenerateCanonicalID()
	if err != nil {
		found.Faults = append(found.Faults, err.Error())
	}
	found.ID = id
	return found
}

// By the JSON schema of CSAF 2.0, and by the library's own types, which check required values and enumerations.
func commonFormat(document []byte) answer {
	found := answer{Faults: []string{}, Said: []statement{}}
	var plain any
	if err := json.Unmarshal(document, &plain); err != nil {
		found.Faults = append(found.Faults, err.Error())
		return found
	}
	messages, err := csaf.ValidateCSAF(plain)
	if err != nil {
		messages = append(messages, err.Error())
	}
	found.Faults = append(found.Faults, messages...)
	var read csaf.Advisory
	if err := json.Unmarshal(document, &read); err != nil {
		found.Faults = append(found.Faults, err.Error())
		return found
	}
	if err := read.Validate(); err != nil {
		found.Faults = append(found.Faults, err.Error())
		return found
	}
	found.ID = string(*read.Document.Tracking.ID)
	for _, each := range read.Vulnerabilities {
		said(&found, each)
	}
	return found
}

func said(found *answer, each *csaf.Vulnerability) {
	if each.ProductStatus == nil {
		return
	}
	name := ""
	if each.CVE != nil {
		name = string(*each.CVE)
	} else if len(each.IDs) > 0 && each.IDs[0].Text != nil {
		name = *each.IDs[0].Text
	}
	flags := map[string]string{}
	for _, flag := range each.Flags {
		if flag.Label == nil || flag.ProductIds == nil {
			continue
		}
		for _, product := range *flag.ProductIds {
			flags[string(*product)] = string(*flag.Label)
		}
	}
	groups := []struct {
		status   string
		products *csaf.Products
	}{
		{"affected", each.ProductStatus.KnownAffected},
		{"fixed", each.ProductStatus.Fixed},
		{"not_affected", each.ProductStatus.KnownNotAffected},
		{"under_investigation", each.ProductStatus.UnderInvestigation},
	}
	for _, group := range groups {
		if group.products == nil {
			continue
		}
		for _, product := range *group.products {
			id := string(*product)
			found.Said = append(found.Said, statement{name, id, group.status, flags[id]})
		}
	}
}

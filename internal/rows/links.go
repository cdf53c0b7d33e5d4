package rows

import (
	"path"
	"strings"
)

// link leads from one part of an XLSX to another.
type link struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// linksName is the part that holds the links of a part; "" is the file as a whole.
func linksName(of string) string {
	folder, name := path.Split(of)
	return strings.ToLower(folder + "_rels/" + name + ".rels")
}

// linksOf reads the links of a part, with their targets as partName has them.
func (w *workbook) linksOf(name string) ([]link, error) {
	part := w.parts[linksName(name)]
	if part == nil {
		return nil, nil
	}
	var list struct {
		Links []link `xml:"Relationship"`
	}
	if err := decodePart(part, &list); err != nil {
		return nil, err
	}
	for i, l := range list.Links {
		if !strings.HasPrefix(l.Target, "/") {
			l.Target = path.Join(path.Dir("/"+name), l.Target)
		}
		list.Links[i].Target = partName(l.Target)
	}
	return list.Links, nil
}

// targetOf is where the first link of a kind leads, "" for nowhere.
func targetOf(links []link, kind string) string {
	for _, l := range links {
		if path.Base(l.Type) == kind {
			return l.Target
		}
	}
	return ""
}

// sheetOf is the worksheet that a link leads to, "" for another kind of sheet.
func sheetOf(links []link, id string) string {
	for _, l := range links {
		if l.ID == id && path.Base(l.Type) == "worksheet" {
			return l.Target
		}
	}
	return ""
}

package intl

import (
	"fmt"
	"strings"
	"time"
)

// zoneName returns the English name of the zone at that moment, as a date shows
// it behind its offset: "Central European Summer Time".
//
// The name goes with the abbreviation that the zone's data has, unless that
// belongs to several zones or the data has none: then with the place. What is
// not known here has the name of its offset, which CLDR does with zones that
// have no name: "GMT+03:00".
func zoneName(location *time.Location, ms int64) string {
	t := time.UnixMilli(ms).In(location)
	short, offset := t.Zone()
	if places, ok := byPlace[short]; ok {
		for _, p := range places {
			if strings.HasPrefix(location.String(), p.place) {
				return p.name
			}
		}
	}
	if name, ok := byShort[short]; ok {
		return name
	}
	if name, ok := byZone[location.String()]; ok {
		return name
	}
	if offset == 0 {
		return "GMT"
	}
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("GMT%c%02d:%02d", sign, offset/3600, offset/60%60)
}

// currentZone returns the name of a zone. The host's own has none that is known
// here: then it is UTC, or the name of its offset as it is now.
func currentZone(location *time.Location) string {
	if name := location.String(); name != "Local" {
		return name
	}
	short, offset := time.Now().In(location).Zone()
	hours := offset / 3600
	switch {
	case offset == 0 && (short == "UTC" || short == "GMT"):
		return "UTC"
	case offset%3600 == 0:
		return fmt.Sprintf("Etc/GMT%+d", -hours) // signs are turned around there
	}
	return fmt.Sprintf("%+03d:%02d", hours, max(offset, -offset)/60%60)
}

// knownZone returns the name of a zone as it is written, or "". Offsets such as
// +05:30 are zones too.
func knownZone(name string) string {
	if strings.EqualFold(name, "UTC") || strings.EqualFold(name, "GMT") {
		return "UTC"
	}
	if t, err := time.Parse("-07:00", name); err == nil {
		return t.Format("-07:00")
	}
	if len(name) > 64 || name == "" || strings.EqualFold(name, "local") {
		return ""
	}
	for _, spelling := range []string{name, titled(name), strings.ToUpper(name)} {
		if location, err := time.LoadLocation(spelling); err == nil {
			return location.String()
		}
	}
	return ""
}

// titled writes america/new_york as America/New_York.
func titled(name string) string {
	b := []byte(strings.ToLower(name))
	for i := range b {
		if b[i] >= 'a' && b[i] <= 'z' && (i == 0 || strings.IndexByte("_/-", b[i-1]) >= 0) {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}

var byShort = map[string]string{
	"UTC": "Coordinated Universal Time", "GMT": "Greenwich Mean Time", "BST": "British Summer Time",
	"WET": "Western European Standard Time", "WEST": "Western European Summer Time",
	"CET": "Central European Standard Time", "CEST": "Central European Summer Time",
	"EET": "Eastern European Standard Time", "EEST": "Eastern European Summer Time",
	"MSK": "Moscow Standard Time", "IST": "India Standard Time", "IDT": "Israel Daylight Time",
	"NST": "Newfoundland Standard Time", "NDT": "Newfoundland Daylight Time",
	"AST": "Atlantic Standard Time", "ADT": "Atlantic Daylight Time",
	"EST": "Eastern Standard Time", "EDT": "Eastern Daylight Time",
	"CST": "Central Standard Time", "CDT": "Central Daylight Time",
	"MST": "Mountain Standard Time", "MDT": "Mountain Daylight Time",
	"PST": "Pacific Standard Time", "PDT": "Pacific Daylight Time",
	"AKST": "Alaska Standard Time", "AKDT": "Alaska Daylight Time",
	"HST": "Hawaii-Aleutian Standard Time", "HDT": "Hawaii-Aleutian Daylight Time",
	"SST": "Samoa Standard Time", "ChST": "Chamorro Standard Time",
	"JST": "Japan Standard Time", "KST": "Korean Standard Time", "HKT": "Hong Kong Standard Time",
	"PKT": "Pakistan Standard Time", "WIB": "Western Indonesia Time", "WITA": "Central Indonesia Time", "WIT": "Eastern Indonesia Time",
	"AWST": "Australian Western Standard Time", "ACST": "Australian Central Standard Time", "ACDT": "Australian Central Daylight Time",
	"AEST": "Australian Eastern Standard Time", "AEDT": "Australian Eastern Daylight Time",
	"NZST": "New Zealand Standard Time", "NZDT": "New Zealand Daylight Time",
	"SAST": "South Africa Standard Time", "EAT": "East Africa Time", "CAT": "Central Africa Time", "WAT": "West Africa Time",
}

// byPlace has what an abbreviation means in places that are not the first to be
// thought of.
var byPlace = map[string][]struct{ place, name string }{
	"CST": {
		{"Asia/Taipei", "Taiwan Standard Time"}, {"Asia/", "China Standard Time"}, {"PRC", "China Standard Time"},
		{"America/Havana", "Cuba Standard Time"}, {"Cuba", "Cuba Standard Time"},
	},
	"CDT": {{"America/Havana", "Cuba Daylight Time"}, {"Cuba", "Cuba Daylight Time"}},
	"IST": {
		{"Europe/", "Irish Standard Time"}, {"Eire", "Irish Standard Time"}, {"Asia/Jerusalem", "Israel Standard Time"},
		{"Asia/Tel_Aviv", "Israel Standard Time"}, {"Israel", "Israel Standard Time"},
	},
	"PST": {{"Asia/", "Philippine Standard Time"}},
	"MST": {
		{"America/Mazatlan", "Mexican Pacific Standard Time"}, {"America/Hermosillo", "Mexican Pacific Standard Time"},
		{"America/Whitehorse", "Yukon Time"}, {"America/Dawson_Creek", "Mountain Standard Time"}, {"America/Dawson", "Yukon Time"},
	},
}

// byZone has zones whose data has a number in place of an abbreviation.
var byZone = map[string]string{
	"America/Sao_Paulo": "Brasilia Standard Time", "America/Bahia": "Brasilia Standard Time", "America/Fortaleza": "Brasilia Standard Time",
	"America/Recife": "Brasilia Standard Time", "America/Belem": "Brasilia Standard Time", "America/Manaus": "Amazon Standard Time",
	"America/Argentina/Buenos_Aires": "Argentina Standard Time", "America/Buenos_Aires": "Argentina Standard Time",
	"America/Argentina/Cordoba": "Argentina Standard Time", "America/Bogota": "Colombia Standard Time", "America/Lima": "Peru Standard Time",
	"America/Caracas": "Venezuela Time", "America/La_Paz": "Bolivia Time", "America/Montevideo": "Uruguay Standard Time",
	"America/Guayaquil": "Ecuador Time", "America/Asuncion": "Paraguay Standard Time", "Asia/Singapore": "Singapore Standard Time",
	"Singapore": "Singapore Standard Time", "Asia/Dubai": "Gulf Standard Time", "Asia/Riyadh": "Arabian Standard Time",
	"Asia/Baghdad": "Arabian Standard Time", "Asia/Kuwait": "Arabian Standard Time", "Asia/Qatar": "Arabian Standard Time",
	"Asia/Bangkok": "Indochina Time", "Asia/Ho_Chi_Minh": "Indochina Time", "Asia/Saigon": "Indochina Time",
	"Asia/Kuala_Lumpur": "Malaysia Time", "Asia/Dhaka": "Bangladesh Standard Time", "Asia/Kathmandu": "Nepal Time",
	"Asia/Katmandu": "Nepal Time", "Asia/Colombo": "India Standard Time", "Asia/Yangon": "Myanmar Time", "Asia/Rangoon": "Myanmar Time",
	"Asia/Tehran": "Iran Standard Time", "Asia/Kabul": "Afghanistan Time", "Asia/Tashkent": "Uzbekistan Standard Time",
	"Asia/Almaty": "Kazakhstan Time", "Asia/Tbilisi": "Georgia Standard Time", "Asia/Yerevan": "Armenia Standard Time",
	"Asia/Baku": "Azerbaijan Standard Time", "Asia/Yekaterinburg": "Yekaterinburg Standard Time", "Asia/Omsk": "Omsk Standard Time",
	"Asia/Novosibirsk": "Krasnoyarsk Standard Time", "Asia/Krasnoyarsk": "Krasnoyarsk Standard Time", "Asia/Irkutsk": "Irkutsk Standard Time",
	"Asia/Yakutsk": "Yakutsk Standard Time", "Asia/Vladivostok": "Vladivostok Standard Time", "Europe/Samara": "Samara Standard Time",
	"Europe/Istanbul": "Türkiye Standard Time", "Turkey": "Türkiye Standard Time", "Atlantic/Cape_Verde": "Cape Verde Standard Time",
	"Africa/Casablanca": "Western European Summer Time", "Indian/Mauritius": "Mauritius Standard Time", "Pacific/Fiji": "Fiji Standard Time",
}

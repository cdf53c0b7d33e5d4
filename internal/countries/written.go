package countries

// written is what people and ISO's own list write and the names in each language do not have. It
// goes before those names.
func written() map[string]string {
	return map[string]string{
		"U.S.": "US", "U.S.A.": "US", "United States of America": "US", "The United States of America": "US", "America": "US",
		"EE. UU.": "US", "Estados Unidos de América": "US", "États-Unis d'Amérique": "US", "Vereinigte Staaten von Amerika": "US",
		"Stati Uniti d'America": "US", "Stany Zjednoczone Ameryki": "US", "Verenigde Staten van Amerika": "US", "美國": "US",

		"UK": "GB", "Great Britain": "GB", "Britain": "GB", "England": "GB", "Scotland": "GB", "Wales": "GB", "Northern Ireland": "GB",
		"United Kingdom of Great Britain and Northern Ireland": "GB", "Großbritannien": "GB", "Grande-Bretagne": "GB", "Gran Bretaña": "GB",
		"Gran Bretagna": "GB", "Grã-Bretanha": "GB", "Groot-Brittannië": "GB", "Wielka Brytania": "GB", "Angleterre": "GB", "Inghilterra": "GB",

		"Holland": "NL", "The Netherlands": "NL", "Hollande": "NL", "Holanda": "NL", "Olanda": "NL", "荷蘭": "NL",
		"Czech Republic": "CZ", "Tschechische Republik": "CZ", "République tchèque": "CZ", "República Checa": "CZ", "Repubblica Ceca": "CZ",
		"Republika Czeska": "CZ", "Tsjechische Republiek": "CZ", "Slovak Republic": "SK", "Slowakische Republik": "SK",
		"Federal Republic of Germany": "DE", "Bundesrepublik Deutschland": "DE", "BRD": "DE",
		"Republic of Ireland": "IE", "Eire": "IE", "Éire": "IE", "Hellas": "GR", "Russia": "RU", "Russian Federation": "RU",
		"Republic of Moldova": "MD", "Moldova, Republic of": "MD", "Türkiye": "TR", "Turkey": "TR", "Belarus": "BY", "Byelorussia": "BY", "Weißrussland": "BY",
		"Macedonia": "MK", "FYROM": "MK", "Republic of North Macedonia": "MK",
		"North Macedonia": "MK", "Nordmazedonien": "MK", "Macédoine du Nord": "MK", "Macedonia del Norte": "MK", "Macedonia del Nord": "MK",
		"Macedónia do Norte": "MK", "Macedônia do Norte": "MK", "Noord-Macedonië": "MK", "Macedonia Północna": "MK", "北马其顿": "MK", "北馬其頓": "MK", "北マケドニア": "MK",
		"Canary Islands": "ES", "Islas Canarias": "ES", "Canarias": "ES", "Kanarische Inseln": "ES",
		"Bosnia": "BA", "Vatican": "VA", "Holy See": "VA", "Holy See (Vatican City State)": "VA",
		"España": "ES", "Österreich": "AT", "Suisse": "CH", "Schweiz": "CH", "Svizzera": "CH", "Sverige": "SE", "Norge": "NO", "Danmark": "DK",
		"Suomi": "FI", "Ísland": "IS", "Magyarország": "HU", "Česko": "CZ", "Slovensko": "SK", "Slovenija": "SI", "Hrvatska": "HR",
		"România": "RO", "Eesti": "EE", "Latvija": "LV", "Lietuva": "LT", "Россия": "RU", "Україна": "UA", "България": "BG", "Ελλάδα": "GR",

		"China": "CN", "PRC": "CN", "P.R. China": "CN", "PR China": "CN", "People's Republic of China": "CN", "Mainland China": "CN", "China Mainland": "CN",
		"中国大陆": "CN", "中國大陸": "CN", "中华人民共和国": "CN", "中華人民共和國": "CN",
		"Hong Kong": "HK", "Hongkong": "HK", "HongKong SAR": "HK", "Hong Kong, China": "HK", "香港": "HK", "中国香港": "HK", "Macau": "MO", "Macao": "MO", "澳门": "MO", "澳門": "MO", "中国澳门": "MO",
		"Taiwan, Province of China": "TW", "Taiwan, China": "TW", "Taiwan (ROC)": "TW", "中国台湾": "TW", "臺灣": "TW",
		"Korea": "KR", "Republic of Korea": "KR", "Korea, Republic of": "KR", "Korea (South)": "KR", "Korea, South": "KR", "S. Korea": "KR", "Südkorea": "KR",
		"대한민국": "KR", "한국": "KR", "Democratic People's Republic of Korea": "KP", "Korea, Democratic People's Republic of": "KP", "日本国": "JP", "Nippon": "JP",
		"Viet Nam": "VN", "Việt Nam": "VN", "Lao People's Democratic Republic": "LA", "Brunei Darussalam": "BN", "Burma": "MM", "East Timor": "TL", "ประเทศไทย": "TH",
		"UAE": "AE", "U.A.E.": "AE", "Emirates": "AE", "KSA": "SA", "Kingdom of Saudi Arabia": "SA",
		"Iran, Islamic Republic of": "IR", "Islamic Republic of Iran": "IR", "Syrian Arab Republic": "SY", "Palestine": "PS", "State of Palestine": "PS", "Palestine, State of": "PS",

		"Brasil": "BR", "Bolivia, Plurinational State of": "BO", "Plurinational State of Bolivia": "BO",
		"Venezuela, Bolivarian Republic of": "VE", "Bolivarian Republic of Venezuela": "VE", "Falkland Islands (Malvinas)": "FK",
		"Virgin Islands, British": "VG", "Virgin Islands, U.S.": "VI", "Curacao": "CW",
		"Tanzania, United Republic of": "TZ", "United Republic of Tanzania": "TZ", "Swaziland": "SZ", "Eswatini": "SZ", "Cape Verde": "CV", "Cabo Verde": "CV", "Ivory Coast": "CI", "Elfenbeinküste": "CI", "Costa de Marfil": "CI", "Costa d’Avorio": "CI", "Réunion": "RE",
		"Democratic Republic of the Congo": "CD", "Congo, Democratic Republic of the": "CD", "Congo, The Democratic Republic of the": "CD", "DR Congo": "CD", "DRC": "CD",
		"Republic of the Congo": "CG", "Congo-Brazzaville": "CG", "Congo-Kinshasa": "CD", "RSA": "ZA", "Republic of South Africa": "ZA",
		"Saint Vincent and the Grenadines": "VC", "Saint Helena, Ascension and Tristan da Cunha": "SH", "Heard Island and McDonald Islands": "HM",
		"South Georgia and the South Sandwich Islands": "GS", "Pitcairn": "PN", "Bonaire": "BQ", "Bonaire, Sint Eustatius and Saba": "BQ",
		"Sint Maarten (Dutch part)": "SX", "Saint Martin (French part)": "MF", "Cocos Islands": "CC",
		"Micronesia, Federated States of": "FM", "Federated States of Micronesia": "FM",

		// Two countries call themselves so.
		"Congo": "", "Virgin Islands": "",
	}
}

package sandbox

// posts holds the carrier code of the post of each country that is met often, by
// the two letters that end an S10 number. The codes are 17TRACK's own.
var posts = map[string]int{
	"AE": 5031,  // Emirates Post
	"AR": 1121,  // Correo Argentino
	"AT": 1161,  // Austrian Post
	"AU": 1151,  // Australia Post
	"BE": 2061,  // Bpost
	"BG": 2171,  // Bulgarian Post
	"BR": 2151,  // Correios Brazil
	"BY": 2051,  // Belpost
	"CA": 3041,  // Canada Post
	"CH": 19251, // Swiss Post
	"CL": 3101,  // Correos Chile
	"CN": 3011,  // China Post
	"CZ": 3221,  // Czech Post
	"DE": 7044,  // Deutsche Post Mail
	"DK": 4011,  // PostNord Danmark
	"EE": 5041,  // Omniva
	"EG": 5021,  // Egypt Post
	"ES": 19181, // Correos Spain
	"FI": 6041,  // Posti
	"FR": 6051,  // La Poste (Colissimo)
	"GB": 11031, // Royal Mail
	"GR": 7071,  // ELTA
	"HK": 8011,  // HongKong Post
	"HR": 3191,  // Croatian Post
	"HU": 8051,  // Magyar Posta
	"ID": 9031,  // Pos Indonesia
	"IE": 9051,  // An Post
	"IL": 9061,  // Israel Post
	"IN": 9021,  // India Post
	"IS": 9011,  // Iceland Post
	"IT": 9071,  // Poste Italiane
	"JP": 10021, // Japan Post
	"KR": 11051, // Korea Post (ePOST)
	"KZ": 11011, // Kaz Post
	"LT": 12081, // Lithuania Post
	"LU": 12101, // Luxembourg Post
	"LV": 12021, // Latvia Post
	"MA": 13211, // Morocco Post
	"MT": 13081, // Malta Post
	"MX": 13141, // Mexico Post
	"MY": 13051, // Pos Malaysia
	"NL": 14044, // PostNL International Mail
	"NO": 14081, // Norway Post
	"NZ": 14061, // NZ Post (New Zealand Post)
	"PE": 16061, // Serpost
	"PH": 16071, // Philippine Post
	"PK": 16011, // Pakistan Post
	"PL": 16081, // Poland Post
	"PT": 16101, // CTT
	"RO": 18021, // Romania Post
	"RS": 19091, // Serbia Post
	"RU": 18031, // Russian Post
	"SA": 19071, // Saudi Post
	"SE": 19241, // PostNord Sweden
	"SG": 19131, // Singapore Post
	"SI": 19151, // Slovenia Post
	"SK": 19141, // Slovakia Post
	"TH": 20041, // Thailand Post
	"TR": 20111, // PTT
	"TW": 20011, // Chunghwa Post
	"UA": 21021, // Ukrposhta
	"US": 21051, // USPS
	"UZ": 21031, // Uzbekistan Post
	"VN": 22041, // VietNam Post
	"ZA": 19171, // South Africa Post
}

// lengthS10 is that of an S10 number: two letters, nine digits, a country.
const lengthS10 = 13

// postOf returns the post whose S10 number this is, or 0. The check digit may be
// wrong: the vendor's own example, RR123456789CN, has a wrong one.
func postOf(number string) int {
	if len(number) != lengthS10 || !capitals(number[:2]) {
		return 0
	}
	for _, digit := range []byte(number[2:11]) {
		if digit < '0' || digit > '9' {
			return 0
		}
	}
	return posts[number[11:]]
}

// capitals says whether a text is made of the letters A to Z.
func capitals(text string) bool {
	for _, letter := range []byte(text) {
		if letter < 'A' || letter > 'Z' {
			return false
		}
	}
	return true
}

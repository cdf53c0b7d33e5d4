package columns_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/rows/columns"
)

func TestHeadingsThatMeanTheTrackingNumber(t *testing.T) {
	for _, heading := range []string{
		"number", "Number", "Tracking", "tracking number", "Tracking Number(s)", "TrackingNumber", "trackingnumber", "TRACKING_NO", "Tracking #", "Tracking-ID",
		"tracking_code", "Tracking Reference", "Fulfillment Tracking Number", "carrier_tracking_ref", "PackageTrackingNumber", "Package Tracking Number",
		"Express or Ground Tracking ID", "Tracking\u00a0Number", "Track\u200bing Number", "Tracking\nNumber", "Track & Trace", "track&trace nummer", "Track and trace code",
		"Waybill", "AWB", "awb no.", "Airwaybill Number", "Consignment Number", "Parcel No", "Package ID", "Shipment Number", "Shipping tracking number",
		"Trackingnummer", "Tracking-Nr.", "Sendungsnummer", "Sendungs-Nr.", "Paketnummer", "Sendungsverfolgungsnummer",
		"Numéro de suivi", "N° de suivi", "Code de suivi", "Numéro de colis",
		"Número de seguimiento", "Nº de seguimiento", "Código de seguimiento", "Número de guía",
		"Codice di tracciamento", "Numero di tracking", "Numero spedizione",
		"Código de rastreio", "Código de rastreamento", "Número de rastreio",
		"Volgnummer trackingcode", "Trackingcode", "Zendingnummer",
		"Numer śledzenia", "Numer przesyłki", "Nr listu przewozowego",
		"追踪号", "跟踪单号", "物流单号", "快递单号", "运单号", "追蹤號碼", "運單號", "物流追踪号",
		"追跡番号", "お問い合わせ番号", "伝票番号", "送り状番号", "トラッキング番号",
	} {
		require.Equal(t, columns.Number, columns.FieldOf(heading), heading)
	}
	for _, heading := range []string{
		"tracking_url", "Tracking Link", "Tracking status", "Tracking company", "Tracking date", "tracking_updated_at", "Order Number", "Phone number", "House number", "Customer number",
		"Invoice no", "Shipment", "Package type", "Parcel count", "Status", "Shipments", "", " ", "注文番号", "订单号", "Tracking page",
	} {
		require.NotEqual(t, columns.Number, columns.FieldOf(heading), heading)
	}
}

func TestHeadingsOfOtherFields(t *testing.T) {
	for heading, field := range map[string]string{
		"carrier": "carrier", "Tracking Company": "carrier", "Versanddienstleister": "carrier", "Przewoźnik": "carrier", "承运商": "carrier", "運送会社": "carrier",
		"Order": "order_no", "Bestellnummer": "order_no", "N° de commande": "", "Numéro de commande": "order_no", "Número do pedido": "order_no", "订单号": "order_no",
		"Country": "destination_country", "Ship to Country": "destination_country", "Land": "destination_country", "País": "destination_country", "国家": "destination_country",
		"Zip": "destination_postal_code", "PLZ": "destination_postal_code", "Code postal": "destination_postal_code", "Kod pocztowy": "destination_postal_code", "郵便番号": "destination_postal_code",
		"Ship Date": "ship_date", "Versanddatum": "ship_date", "Date d'expédition": "ship_date", "発送日": "ship_date",
		"_ref": "_ref", "Ref": "_ref", "_mine": "_mine", "_": "", "tag": "tag",
		// What names a person is taken under the field's own name alone.
		"Phone": "", "Phone number": "", "phone_number": "phone_number", "Phone_Number": "phone_number", "Phone last 4": "", "Consignee": "consignee", "CPF": "", "Shipper name": "",
		// What 17TRACK charges for, or writes to customers by, is never taken by a heading.
		"email": "", "lang": "", "translation_mode": "",
	} {
		require.Equal(t, field, columns.FieldOf(heading), heading)
	}
}

func TestTheColumnThatSaysItMostSurelyIsTaken(t *testing.T) {
	for name, c := range map[string]struct {
		header []string
		sample [][]string
		want   string
	}{
		"tracking before shipment":   {[]string{"Shipment Number", "Order Number", "Tracking Number"}, [][]string{{"000000123", "100000045", "RR100000201CN"}}, "Tracking Number"},
		"tracking before bare":       {[]string{"Number", "Tracking Number"}, [][]string{{"SO-00017", "RR100000203CN"}}, "Tracking Number"},
		"words are no numbers":       {[]string{"Tracking", "Waybill"}, [][]string{{"shipped", "RR100000203CN"}}, "Waybill"},
		"small integers are none":    {[]string{"Tracking no", "Waybill"}, [][]string{{"1", "RR100000203CN"}, {"2", ""}}, "Waybill"},
		"dates are none":             {[]string{"Tracking", "Parcel id"}, [][]string{{"2026-11-28", "RR100000203CN"}}, "Parcel id"},
		"rounded ones are":           {[]string{"Tracking Number", "Order"}, [][]string{{"1.23457E+17", "1"}}, "Tracking Number"},
		"returns come after":         {[]string{"Return Tracking Number", "Tracking Number"}, [][]string{{"RR100000203CN", "RR100000204CN"}}, "Tracking Number"},
		"without rows, the heading":  {[]string{"Tracking Number", "Order"}, nil, "Tracking Number"},
		"bare, with cells for it":    {[]string{"number", "carrier"}, [][]string{{"RR100000203CN", "3011"}, {"", ""}, {"x", ""}}, "number"},
		"an empty column is the one": {[]string{"Tracking Number", "Order"}, [][]string{{"", "1"}}, "Tracking Number"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := columns.Choose(c.header, c.sample, columns.Asked{})
			require.NoError(t, err)
			require.Contains(t, names(got.Mapping), "number <- "+c.want)
		})
	}
}

func names(all []columns.Mapping) []string {
	var texts []string
	for _, m := range all {
		texts = append(texts, m.Field+" <- "+m.Column)
	}
	return texts
}

func TestNothingIsGuessed(t *testing.T) {
	for name, c := range map[string]struct {
		header []string
		sample [][]string
		asked  columns.Asked
		is     error
		says   string
	}{
		"two that say the same": {
			[]string{"Order", "Tracking Number", "Tracking Number 2"}, [][]string{{"1", "RR100000101CN", "RR100000102CN"}}, columns.Asked{}, columns.ErrTwo,
			`"Tracking Number" (column B) and "Tracking Number 2" (column C); say which is, as --column number="Tracking Number" does`,
		},
		"three, two of them with one heading": {
			[]string{"Order", "Tracking Number", "Tracking Number 2", "Tracking Number"}, [][]string{{"1", "", "RR100000104CN", "RR100000105CN"}}, columns.Asked{}, columns.ErrTwo,
			`"Tracking Number" (column B), "Tracking Number 2" (column C) and "Tracking Number" (column D); say which is, as --column number=B does`,
		},
		"a heading that two have": {
			[]string{"Tracking", "Tracking"}, nil, columns.Asked{Columns: map[string]string{"number": "tracking"}}, columns.ErrHeadings,
			`several columns are headed "tracking", which is to give number: "Tracking" (column A) and "Tracking" (column B) are: name one of them by its letter`,
		},
		"waybill and parcel": {
			[]string{"Waybill", "Parcel No"}, [][]string{{"RR100000101CN", "RR100000102CN"}}, columns.Asked{}, columns.ErrTwo, `"Waybill" (column A) and "Parcel No" (column B)`,
		},
		"words alone":     {[]string{"Tracking", "Order"}, [][]string{{"shipped", "1"}}, columns.Asked{}, columns.ErrNoNumber, `what stands under "Tracking" (column A) is none`},
		"bare, of orders": {[]string{"Number", "Order"}, [][]string{{"17", "1"}, {"18", "1"}}, columns.Asked{}, columns.ErrNoNumber, `what stands under "Number" (column A) is none`},
		"nothing":         {[]string{"Order", "tracking_url"}, nil, columns.Asked{}, columns.ErrNoNumber, ""},
		"a misspelt one":  {[]string{"Order", "Parcel"}, nil, columns.Asked{Columns: map[string]string{"number": "Parcle"}}, columns.ErrMissing, `did you mean "Parcel"?`},
		"ignored":         {[]string{"Order", "Tracking no"}, nil, columns.Asked{Ignore: []string{"tracking NO"}}, columns.ErrNoNumber, ""},
		"ignore a misspelt one": {
			[]string{"Order", "Tracking no"}, nil, columns.Asked{Ignore: []string{"Phone"}}, columns.ErrMissing, `no column is headed "Phone"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := columns.Choose(c.header, c.sample, c.asked)
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestWhatIsAskedForGoesFirst(t *testing.T) {
	header := []string{"Tracking Number", "Tracking Number", "Land", "Country", "Telefon"}
	got, err := columns.Choose(header, nil, columns.Asked{
		Columns: map[string]string{"number": "B", "phone_number": "telefon"}, Ignore: []string{"Country"},
	})
	require.NoError(t, err)
	require.Equal(t, []columns.Mapping{
		{Field: "number", Column: "Tracking Number", Index: 1},
		{Field: "destination_country", Column: "Land", Index: 2},
		{Field: "phone_number", Column: "Telefon", Index: 4},
	}, got.Mapping)
	require.Equal(t, []columns.Mapping{{Column: "Tracking Number", Index: 0}, {Column: "Country", Index: 3}}, got.Unread)
	require.Equal(t, `number <- "Tracking Number" (column B)`, got.Mapping[0].String())
}

func TestLetters(t *testing.T) {
	for index, letter := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 701: "ZZ", 702: "AAA"} {
		require.Equal(t, letter, columns.Letter(index))
	}
}

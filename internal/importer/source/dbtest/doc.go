// Package dbtest gives the tests of a package a PostgreSQL and a MariaDB.
//
// A Servers starts each at the first test that asks for it and stops both at the end:
//
//	var servers dbtest.Servers
//
//	func TestMain(m *testing.M) {
//		code := m.Run()
//		servers.Stop()
//		os.Exit(code)
//	}
//
// On a machine without the programs such tests are skipped; with CI=true they fail.
package dbtest

package doctor_test

import (
	"context"
	"os"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/doctor"
)

func ExampleExamine() {
	s := configs.Defaults()
	s.HTTP.Listen = ""
	report := doctor.Examine(context.Background(), doctor.Options{Settings: s, Accounts: []string{configs.MainAccount}})
	_ = report.Write(os.Stdout)
	// Output:
	// ok     settings     no file, the defaults and the environment; 1 account
	// fault  redis        no Redis is configured
	//                     → set TRACKREG_REDIS_URL=redis://HOST:6379/0, or redis.url in the settings file, or give --redis
	// ok     http.listen  nothing is served
	//
	// 1 fault, 0 warnings
}

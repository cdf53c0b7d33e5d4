package configs_test

import (
	"fmt"

	"github.com/trackreg/trackreg/configs"
)

// Settings come from a file, then from the environment, then from flags; the last wins.
func ExampleLoad() {
	settings, warnings, err := configs.Load(configs.LoadOptions{
		Search: []string{}, // no file
		Env:    []string{"TRACKREG_REDIS_URL=redis://redis:6379/0", "TRACK17_KEY=secret", "TRACKREG_ACCOUNTS_MAIN_BATCH_SIZE=20"},
		Set:    map[string]string{"worker.max_attempts": "3"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	main := settings.Accounts[configs.MainAccount]
	fmt.Println(settings.Redis.URL, main.BatchSize, main.Key, settings.Worker.MaxAttempts, len(warnings))

	_, _, err = configs.Load(configs.LoadOptions{Search: []string{}, Set: map[string]string{"accounts.main.batch_size": "400"}})
	fmt.Println(err)
	// Output:
	// redis://redis:6379/0 20 *** 3 0
	// accounts.main.batch_size is out of range: choose 1 to 40
}

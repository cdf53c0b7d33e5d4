// Package page is the status page: one screen that says whether accounts work,
// how fast, what is wrong and what to do about it, with the same as JSON for
// scripts.
//
// A page is made by the server, whole, and works without JavaScript. With it the
// page follows a stream of server-sent events, which carries those of its regions that
// have changed, made by the same templates. Package board keeps the figures
// fresh, so that neither costs Redis anything, however many look.
//
// What a person does here (pause, retry, run an import) goes where the commands
// go. Who asks, and with which right, is decided before a request comes here, by
// package web; which accounts he sees is asked here, where they are named.
package page

package reader

func newWorker(folder string, limits Limits) seat { panic("worker") }

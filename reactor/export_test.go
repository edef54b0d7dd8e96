package reactor

// Parked says whether the loop sleeps in its poll.
func Parked(l *Loop) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.parked
}

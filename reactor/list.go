package reactor

// link is a place in one list, embedded in the element so that adding and
// removing cost neither an allocation nor a search.
type link[T any] struct {
	prev, next *link[T]
	in         *list[T]
	item       *T
}

// list is a doubly linked list in insertion order. Its zero value is empty.
type list[T any] struct {
	first, last *link[T]
	n           int
}

func (q *list[T]) push(k *link[T], item *T) {
	k.in, k.item, k.prev, k.next = q, item, q.last, nil
	if q.last != nil {
		q.last.next = k
	} else {
		q.first = k
	}
	q.last = k
	q.n++
}

func (q *list[T]) pop() *T {
	k := q.first
	if k == nil {
		return nil
	}
	item := k.item
	k.remove()
	return item
}

// remove takes the element off its list; it does nothing if it is on none.
func (k *link[T]) remove() bool {
	q := k.in
	if q == nil {
		return false
	}
	if k.prev != nil {
		k.prev.next = k.next
	} else {
		q.first = k.next
	}
	if k.next != nil {
		k.next.prev = k.prev
	} else {
		q.last = k.prev
	}
	q.n--
	k.in, k.item, k.prev, k.next = nil, nil, nil, nil
	return true
}

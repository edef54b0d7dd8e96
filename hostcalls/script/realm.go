package script

import (
	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// newRealm returns [anchor, global]: a function that names a fresh realm to other
// ops, and its global object.
func newRealm(c *hostcalls.Call) (engine.Value, error) {
	anchor, global, err := c.Iso().NewRealm()
	if err != nil {
		return engine.Undefined, err
	}
	return c.Iso().NewArray(anchor, global)
}

// realmOf is the realm that the anchor names: the main one unless it is a native
// function.
func realmOf(c *hostcalls.Call, anchor engine.Value) engine.Realm {
	if realm, ok := c.Iso().RealmOf(anchor); ok {
		return realm
	}
	return c.Iso().Main()
}

// setGlobalObject(anchor, object) puts the object in the place of the realm's
// global. The main realm keeps its own.
func setGlobalObject(c *hostcalls.Call) (engine.Value, error) {
	realm, object := realmOf(c, c.Args().At(0)), c.Args().At(1)
	if realm == c.Iso().Main() || c.Iso().Class(object) == 0 {
		return engine.Undefined, &hostcalls.TypeError{Message: "no realm, or no object to be its global"}
	}
	c.Iso().SetGlobalObject(realm, c.Iso().Dup(object))
	return engine.Undefined, nil
}

// refuseEval(anchor) lets eval() and Function() of the realm throw.
func refuseEval(c *hostcalls.Call) (engine.Value, error) {
	realm, ok := c.Iso().RealmOf(c.Args().At(0))
	if !ok || realm == c.Iso().Main() {
		return engine.Undefined, &hostcalls.TypeError{Message: "no realm of a context"}
	}
	c.Iso().RefuseEval(realm)
	return engine.Undefined, nil
}

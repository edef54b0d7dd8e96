import { nope } from "./y.mjs";

import { nope } from "./x.js";

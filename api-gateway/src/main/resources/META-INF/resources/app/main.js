// Where it begins.
import "./shell.js";

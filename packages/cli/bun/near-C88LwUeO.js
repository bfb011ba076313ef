export { t as near } from "./near-Df5tkGLM.js";

import { createRoot } from "react-dom/client";
import "./app/tokens.css";
import "./app/base.css";
import { App } from "./app/app";
import { restore } from "./app/router";

restore();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);

import { createRoot } from "react-dom/client";
import "./app/tokens.css";
import "./app/base.css";
import { App } from "./app/app";
import { readHash, restore } from "./app/router";
import { expectScreen } from "./app/screens";

restore();
expectScreen(readHash(location.hash).path[0] ?? "today");
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);

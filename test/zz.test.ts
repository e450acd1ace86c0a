import { it } from "vitest";
import { smallPack, builtInRules } from "./support/packs.ts";
import { createScanner, scan } from "./support/scanning.ts";
import { createKernel } from "../src/engine/kernel.ts";
import { createReference } from "../src/engine/reference.ts";
import { readAsset } from "../src/scan/pack.ts";
it("x", async () => {
const t=Buffer.from("\nSWMKEY-1-jI/L7r7bSnNKXZ3bGBTShn6pMmu4McatP9EnYfoV/Yo");
const p=smallPack({id:"x",pattern:"(?<![0-9A-Za-z])(?<secret>SWMKEY-1-[0-9A-Za-z+/]{40,50}={0,2})(?![0-9A-Za-z+/])"});
for (const make of [()=>createKernel(readAsset("kernel.wasm"), p.tables, 131072), ()=>createReference(p.tables, 131072)]) {
 const k=make(); k.data.set(t);
 for (const end of [24,25,26,30,48,49,50]) k.scan({from:0,end,eof:false},(a,pos)=>console.log(end,a,pos));
}
});

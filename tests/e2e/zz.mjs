import { chromium } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
const root='/tmp/wt/e/build/x';
const url='http://localhost:18231';
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu']});
const st=root+'/state.json';
const look=process.env.LOOK??'1280-light'; const [w,t]=look.split('-');
const ctx=await b.newContext({viewport:{width:+w,height:w==='390'?844:900},colorScheme:t,locale:'en-US',timezoneId:'Europe/Berlin',...(existsSync(st)?{storageState:st}:{})});
await ctx.addInitScript(()=>document.addEventListener('securitypolicyviolation',e=>console.error('CSP '+e.blockedURI+' '+e.violatedDirective)));
const page=await ctx.newPage();
page.on('console',m=>{ if(['error','warning'].includes(m.type())) console.log('CONSOLE',m.text()); });
page.on('pageerror',e=>console.log('PAGEERROR',e.message));
if(!existsSync(st)){ const link=/http\S+/.exec(execFileSync('/tmp/wt/e/build/truffle',['signin'],{env:{...process.env,TRUFFLE_DATA:root+'/live',TRUFFLE_LISTEN:'localhost:18231'}}).toString())[0]; await page.goto(link); await page.waitForURL(/analytics|setup/); if(page.url().includes('setup')){ await page.getByLabel('Name of the workspace').fill('Acme'); await page.getByRole('button',{name:'Save and go on'}).click(); await page.waitForTimeout(500);} await ctx.storageState({path:st}); }
const shot=(n,full=true)=>page.screenshot({path:`${root}/shots/${n}-${look}.png`,fullPage:full});
const mod=await import(process.argv[2]); try { await mod.default({page,url,shot,ctx}); } catch(e){ console.log('FAILED',e.message.slice(0,600)); await shot('failed'); } await b.close();

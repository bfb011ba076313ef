import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './look/tokens.css';
import './look/base.css';
import { shellUpdate } from './device/offline/shell-update.ts';
import { guardSinks } from './trusted-types.ts';
import { Site } from './site.tsx';

guardSinks();
const root = document.getElementById('site');
if (root === null) throw new Error('the page holds no place for the site');
if (import.meta.env.PROD) void shellUpdate.begin();
createRoot(root).render(
  <StrictMode>
    <Site />
  </StrictMode>,
);

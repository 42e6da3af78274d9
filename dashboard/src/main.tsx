import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { Guard } from './app/Guard';
import { ServerProvider } from './app/server';
import { startSettings } from './settings/settings';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/views.css';

startSettings();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Guard>
      <ServerProvider>
        <App />
      </ServerProvider>
    </Guard>
  </StrictMode>,
);

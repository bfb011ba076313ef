import { useEffect } from 'react';
import { redoStep, undoStep } from './draft.ts';

/** Ctrl+Z undoes, Ctrl+Shift+Z and Ctrl+Y do again (Command on a Mac), but not while somebody writes: there they belong to the text. */
export function usePlanKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== 'z' && key !== 'y')) return;
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable], [role=dialog]') !== null) return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) redoStep();
      else undoStep();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

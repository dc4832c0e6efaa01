import { describe, expect, it } from 'vitest';
import { formFields } from '../../src/pipeline/form-fields.ts';

const USUAL = 'config/production.yaml';

describe('fields of the form that a second run needs', () => {
  it.each([
    [{}, undefined],
    [{ mode: 'run', config: '', feeds: ' ' }, undefined],
    [{ config: USUAL }, undefined],
    [{ config: ' config/one.yaml ' }, { config: 'config/one.yaml', feeds: [], hiddenFeeds: 0 }],
    [
      { feeds: 'https://a.example/f?id=1  lists/all.opml' },
      { feeds: ['https://a.example/f?id=1', 'lists/all.opml'], hiddenFeeds: 0 },
    ],
    [
      {
        feeds:
          'https://u:p@a.example/f https://a.example/f?token=abcdefgh https://a.example/f?key=a https://a.example/f',
      },
      { feeds: ['https://a.example/f'], hiddenFeeds: 3 },
    ],
  ])('%j', (form, fields) => {
    expect(formFields(form, USUAL)).toEqual(fields);
  });
});

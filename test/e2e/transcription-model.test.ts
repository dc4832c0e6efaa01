import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_SHOW, readShows, startWorld } from '../sandbox/world.ts';
import type { World, WorldEpisode, WorldShow } from '../sandbox/world.ts';
import { allDifferences, differences, ending, transcriptOf } from './transcripts.ts';
import type { JsonSegment } from './transcripts.ts';

const MODEL = 'gemini-3.5-transcribe';
const PARTS = 'transcription:\n  chunkMinutes: 5';

interface JsonTranscript {
  readonly segments: readonly JsonSegment[];
  readonly receipt: Readonly<Record<string, unknown>>;
}

let world: World;

afterEach(() => world.close());

/** The demo's show with its shortest episode alone: one part, whose voices are numbered once. */
function shortest(): WorldShow[] {
  return readShows(DEMO_SHOW).map((show) => ({
    ...show,
    episodes: show.episodes.toSorted((a, b) => a.durationSec - b.durationSec).slice(0, 1),
  }));
}

async function transcript(episode: WorldEpisode): Promise<JsonTranscript> {
  const path = await transcriptOf(world, world.shows[0]!, episode);
  return JSON.parse((await world.github.show(`${path}.json`)) ?? '') as JsonTranscript;
}

/** The script with its speakers numbered in the order in which they speak, as the model has them. */
function numbered(episode: WorldEpisode): WorldEpisode {
  const voices = [...new Set(episode.script.map(({ speaker }) => speaker))];
  const script = episode.script.map((line) => ({
    ...line,
    speaker: `Speaker ${voices.indexOf(line.speaker) + 1}`,
  }));
  return { ...episode, script };
}

describe('a model made for transcription', () => {
  it('transcribes by a line of the configuration, with the same checks and repairs', async () => {
    world = await startWorld({
      shows: shortest(),
      config: `models: [${MODEL}]\n${PARTS}`,
    });
    world.gemini.setFault({ times: 1, fault: { kind: 'hole', seconds: 40 } });
    const result = await world.run();
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ completed: '1', failed: '0' });
    const episode = world.shows[0]!.episodes[0]!;
    const { requests } = world.gemini;
    expect(requests.map(({ model, prompt }) => `${model} ${prompt}`)).toEqual(
      Array.from({ length: 2 }, () => `${MODEL} `),
    );
    for (const { generationConfig } of requests) {
      expect(generationConfig).toEqual({
        audioTranscriptionConfig: {
          languageCodes: [expect.stringMatching(/^en/u)],
          diarization: true,
          wordTimestamp: true,
        },
      });
    }
    const { segments, receipt } = await transcript(episode);
    expect(differences(numbered(episode), segments)).toEqual([]);
    expect(receipt).toMatchObject({
      promptVersion: 'none',
      repairs: 1,
      models: [{ model: MODEL }],
    });
  });

  it('gives way to the next model where the service refuses it', async () => {
    world = await startWorld({
      shows: shortest(),
      config: `models: [${MODEL}, gemini-flash-latest]\n${PARTS}`,
    });
    world.gemini.setFault({
      match: { model: MODEL },
      fault: { kind: 'fixture', name: '404-model-not-found' },
    });
    const result = await world.run();
    expect(ending(result)).toBe('exit 0');
    expect(result.outputs).toMatchObject({ failed: '0', deferred: '0' });
    expect(await allDifferences(world)).toEqual([]);
    const answered = world.gemini.requests.filter(({ outcome }) => outcome === 'ok');
    expect(new Set(answered.map(({ model }) => model))).toEqual(new Set(['gemini-flash-latest']));
    // Little thinking, a bounded answer, and nothing else: no temperature, no topP, no topK, no budget.
    for (const { generationConfig, startSec = 0, endSec = 0 } of answered) {
      const maxOutputTokens = Math.ceil((endSec - startSec) * 16) + 8_192;
      expect(Number(generationConfig['maxOutputTokens'])).toBeLessThanOrEqual(maxOutputTokens + 16);
      expect({ ...generationConfig, maxOutputTokens: 1 }).toEqual({
        maxOutputTokens: 1,
        thinkingConfig: { thinkingLevel: 'low' },
      });
    }
    // It is asked for once, perhaps by several workers at the same moment, and then no more.
    expect(world.gemini.requests.length - answered.length).toBeLessThanOrEqual(4);
  });
});

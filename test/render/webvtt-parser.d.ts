declare module 'webvtt-parser' {
  namespace webvtt {
    interface Node {
      readonly type: string;
      readonly name?: string;
      readonly value: string;
      readonly children?: readonly Node[];
    }
    interface Cue {
      readonly id: string;
      readonly startTime: number;
      readonly endTime: number;
      readonly text: string;
      readonly tree: { readonly children: readonly Node[] };
    }
    class WebVTTParser {
      constructor(entities?: Readonly<Record<string, string>>);
      parse(
        text: string,
        mode: string,
      ): {
        readonly cues: readonly Cue[];
        readonly errors: readonly { readonly message: string }[];
      };
    }
  }
  export default webvtt;
}

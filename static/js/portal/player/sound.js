// Short tones made on the spot, and a buzz where the phone can: no file to load, nothing to keep.
const TONES = { count: [660, 0.12], go: [990, 0.3], end: [880, 0.5] };
const BUZZ = { count: 60, go: 200, end: [200, 100, 200] };

export class Sound {
  constructor(isOn = true) {
    this.isOn = isOn;
  }

  /** Browsers let a page sound only after a tap; call this from one. */
  wake() {
    const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext;
    if (!this.isOn || !Context) return;
    this.context ??= new Context();
    if (this.context.state === "suspended") this.context.resume().catch(() => {});
  }

  play(name) {
    if (!this.isOn) return;
    navigator.vibrate?.(BUZZ[name]);
    if (this.context?.state !== "running") return;
    const [pitch, seconds] = TONES[name];
    const { context } = this;
    const tone = new OscillatorNode(context, { frequency: pitch });
    const loud = new GainNode(context, { gain: 0.25 });
    loud.gain.setTargetAtTime(0, context.currentTime + seconds * 0.6, 0.05); // no click at its end
    tone.connect(loud).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + seconds);
  }
}

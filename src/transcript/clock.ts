/** A moment or length as people write it: `4:07`, `1:02:03`. Seconds are cut, not rounded. */
export function clockTime(sec: number): string {
  const whole = Math.max(0, Math.floor(sec));
  const seconds = String(whole % 60).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3_600);
  return hours === 0
    ? `${minutes}:${seconds}`
    : `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`;
}

export default function Other() {
  return <main id="there">other</main>;
}

const bars = Array.from({ length: 9 }, (_, index) => 40 + index * 70)
const rails = [90, 190, 290, 390]

/** A raised gate, drawn with the lines of the mark; the third bar is the one that is let down for you. */
export function GatePattern({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 640 640" aria-hidden="true" preserveAspectRatio="xMidYMin slice" className={className}>
      <g stroke="var(--input)" strokeWidth="1.5" fill="none" opacity="0.7">
        {rails.map((y) => (
          <path key={y} d={`M0 ${y}H640`} />
        ))}
        {bars.map((x, index) => {
          const end = index === 2 ? 560 : 470
          return (
            <g key={x} stroke={index === 2 ? 'var(--primary)' : undefined} strokeWidth={index === 2 ? 2.5 : 1.5}>
              <path d={`M${x} 0V${end}`} />
              <path d={`M${x - 11} ${end}h22l-11 30z`} fill={index === 2 ? 'var(--primary)' : 'var(--sunken)'} />
            </g>
          )
        })}
        {rails.map((y) => bars.map((x) => <circle key={`${x}-${y}`} cx={x} cy={y} r="4" fill="var(--sunken)" />))}
      </g>
    </svg>
  )
}

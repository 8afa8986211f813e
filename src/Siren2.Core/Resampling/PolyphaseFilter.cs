using System.Numerics.Tensors;
using Siren2.Kernels.Polyphase;
using Siren2.Kernels.Simd;

namespace Siren2.Resampling;

/// <summary>
/// Resampling at a ratio L/M whose outputs all fall on rows of a <see cref="PhaseTable"/>: the L outputs of a period have the same
/// weights in every period, so that many periods make a matrix product. Short periods are joined to fill a panel.
/// </summary>
internal sealed unsafe class PolyphaseFilter
{
    private const int Columns = PolyphasePanel.Columns;

    // Sums of floats leave tones at −145 dB or below beside one at the end of the passband; filters that promise more are
    // in double precision throughout, others over so many samples, at the lower of the two rates, to either side.
    private const double MixedAttenuation = 130;
    private const int CenterReach = 8;

    // 16 MB of floats: only decimation by hundreds has longer panels.
    private const long LongestTable = 1 << 22;

    // Inputs that are worked on at once, so that they stay in the cache with their outputs.
    private const int ChunkLength = 1 << 14;

    private readonly PolyphasePanel[] _panels;
    private readonly SimdWidth _width;
    private readonly int _period;
    private readonly int _step;
    private readonly int _reach;
    private readonly int _halfWidth;

    private PolyphaseFilter(RateRatio ratio, PhaseTable table, int joined, SimdWidth width)
    {
        _period = joined * ratio.Up;
        _step = joined * ratio.Down;
        _halfWidth = table.HalfWidth;
        _width = width;
        int center = table.Attenuation > MixedAttenuation
            ? table.HalfWidth
            : Math.Min(CenterReach * Math.Max(1, (ratio.Up + ratio.Down - 1) / ratio.Up), table.HalfWidth);
        _panels = new PolyphasePanel[(_period + Columns - 1) / Columns];
        for (int i = 0; i < _panels.Length; i++)
        {
            // The last panel overlaps the one before where the period is not made of whole panels.
            int first = Math.Min(i * Columns, _period - Columns);
            int[] starts = new int[Columns];
            for (int column = 0; column < Columns; column++)
            {
                starts[column] = (int)((long)(first + column) * ratio.Down / ratio.Up);
            }

            _panels[i] = new PolyphasePanel(first, starts, table.TapCount, 2 * center);
            for (int column = 0; column < Columns; column++)
            {
                _panels[i].Set(column, table.Row((int)((long)(first + column) * ratio.Down % ratio.Up)));
            }

            _reach = Math.Max(_reach, starts[^1] + table.TapCount);
        }
    }

    /// <summary>The filter, or null where the ratio's outputs do not fall on rows or its matrices would be too large.</summary>
    public static PolyphaseFilter? Create(RateRatio ratio, PhaseTable table, SimdWidth? width = null)
    {
        // Fewer than an eighth of the columns may be computed twice.
        int joined = 1;
        while (joined * ratio.Up < Columns || 8 * Padding(joined * ratio.Up) > joined * ratio.Up)
        {
            joined++;
        }

        long depth = table.TapCount + ((long)Columns * ratio.Down / ratio.Up);
        return table.IsExact && joined * ratio.Up * depth <= LongestTable
            ? new PolyphaseFilter(ratio, table, joined, width ?? SimdWidths.Best)
            : null;
    }

    /// <summary>Resamples a signal that counts as zero beyond its ends.</summary>
    /// <param name="input">Input samples.</param>
    /// <param name="output">Receives as many output samples as there is room for.</param>
    /// <param name="goOn">Called before every chunk; throws where the rest is not wanted. Null for nobody.</param>
    public void Process(ReadOnlySpan<float> input, Span<float> output, Action? goOn = null)
    {
        int periods = (int)(((long)output.Length + _period - 1) / _period);
        int together = Math.Min(periods, Math.Max(1, ChunkLength / _step));
        int length = ((together - 1) * _step) + _reach;
        var chunk = new AlignedBuffer(length);
        var wide = new AlignedBuffer(length * (sizeof(double) / sizeof(float)));
        var result = new AlignedBuffer(together * _period);
        var wideChunk = new Span<double>(wide.Pointer, length);
        for (int first = 0; first < periods; first += together)
        {
            goOn?.Invoke();
            int count = Math.Min(together, periods - first);
            Load(input, ((long)first * _step) - _halfWidth + 1, chunk.Span);
            TensorPrimitives.ConvertTruncating<float, double>(chunk.Span, wideChunk);
            foreach (PolyphasePanel panel in _panels)
            {
                var product = new PolyphaseProduct(
                    panel, count, chunk.Pointer, (double*)wide.Pointer, _step, result.Pointer, _period);
                SimdWidths.Run(_width, ref product);
            }

            Span<float> rest = output[(first * _period)..];
            result.Span[..Math.Min(rest.Length, count * _period)].CopyTo(rest);
        }

        GC.KeepAlive(chunk);
        GC.KeepAlive(wide);
    }

    private static int Padding(int period) => (Columns - (period % Columns)) % Columns;

    /// <summary>The samples from <paramref name="start"/> on, with zeros beyond the ends.</summary>
    private static void Load(ReadOnlySpan<float> input, long start, Span<float> chunk)
    {
        int before = (int)Math.Clamp(-start, 0, chunk.Length);
        int from = (int)Math.Clamp(start, 0, input.Length);
        int known = Math.Min(chunk.Length - before, input.Length - from);
        chunk[..before].Clear();
        input.Slice(from, known).CopyTo(chunk[before..]);
        chunk[(before + known)..].Clear();
    }
}

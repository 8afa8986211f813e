using Siren2.Kernels.Polyphase;
using Siren2.Kernels.Simd;
using Siren2.Resampling;

namespace Siren2.Benchmarks.Micro;

/// <summary>
/// The inner loop of the resampler: a panel of 32 outputs in each of 100 periods from 44.1 to 48 kHz, high quality, outer taps in
/// single, the sixteen in the middle in double precision.
/// </summary>
public unsafe class Polyphase : PerWidth
{
    private const int CenterTaps = 16;
    private const int Periods = 100;

    private protected override Action Prepare(SimdWidth width)
    {
        var ratio = new RateRatio(44_100, 48_000);
        var table = new PhaseTable(SincQuality.High, ratio);
        int[] starts = [.. Enumerable.Range(0, PolyphasePanel.Columns).Select(column => column * ratio.Down / ratio.Up)];
        var panel = new PolyphasePanel(0, starts, table.TapCount, CenterTaps);
        for (int column = 0; column < PolyphasePanel.Columns; column++)
        {
            panel.Set(column, table.Row(column * ratio.Down % ratio.Up));
        }

        int length = ((Periods - 1) * ratio.Down) + starts[^1] + table.TapCount;
        var input = new AlignedBuffer(length);
        var wideInput = new AlignedBuffer(length * (sizeof(double) / sizeof(float)));
        var output = new AlignedBuffer(Periods * ratio.Up);
        Signals.Noise(length, 1).CopyTo(input.Span);
        for (int i = 0; i < length; i++)
        {
            ((double*)wideInput.Pointer)[i] = input.Span[i];
        }

        return () =>
        {
            var product = new PolyphaseProduct(
                panel, Periods, input.Pointer, (double*)wideInput.Pointer, ratio.Down, output.Pointer, ratio.Up);
            SimdWidths.Run(width, ref product);
        };
    }
}

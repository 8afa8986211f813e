using System.Numerics.Tensors;
using Siren2.Metrics.Spectra;

namespace Siren2.Metrics.SpeechBands;

/// <summary>
/// Short-time magnitudes in 15 one-third octave bands whose centers rise from 150 Hz to 3.8 kHz, <c>[bands, frames]</c>:
/// the front end of Taal et al. 2011.
/// </summary>
internal sealed class ThirdOctaveBands
{
    public const int SampleRate = 10_000;
    public const int BandCount = 15;

    private const int FftSize = 512;
    private const double LowestCenter = 150;

    // Band j holds bins [Edges[j], Edges[j + 1]).
    private static readonly int[] Edges =
        [.. Enumerable.Range(0, BandCount + 1).Select(j => NearestBin(LowestCenter * Math.Pow(2, ((2 * j) - 1) / 6.0)))];

    private readonly double[] _magnitudes;

    /// <summary>Analyzes a signal at 10 kHz.</summary>
    public ThirdOctaveBands(double[] samples)
    {
        FrameCount = SpeechFrames.Count(samples.Length);
        _magnitudes = new double[BandCount * FrameCount];
        var transform = new FramePairTransform(FftSize);
        var first = new double[transform.BinCount];
        var second = new double[transform.BinCount];
        for (int frame = 0; frame < FrameCount; frame += 2)
        {
            bool paired = frame + 1 < FrameCount;
            ReadOnlySpan<double> a = samples.AsSpan(frame * SpeechFrames.Hop, SpeechFrames.Length);
            ReadOnlySpan<double> b = paired ? samples.AsSpan((frame + 1) * SpeechFrames.Hop, SpeechFrames.Length) : default;
            for (int n = 0; n < FftSize; n++)
            {
                double weight = n < SpeechFrames.Length ? SpeechFrames.Window[n] : 0;
                transform.Set(n, weight == 0 ? 0 : weight * a[n], weight == 0 || !paired ? 0 : weight * b[n]);
            }

            transform.PowerSpectra(first, second);
            Store(frame, first);
            if (paired)
            {
                Store(frame + 1, second);
            }
        }
    }

    public int FrameCount { get; }

    /// <summary>Magnitudes of one band in <paramref name="count"/> successive frames.</summary>
    public ReadOnlySpan<double> Segment(int band, int firstFrame, int count) =>
        _magnitudes.AsSpan((band * FrameCount) + firstFrame, count);

    private static int NearestBin(double frequency) => (int)Math.Round(frequency * FftSize / SampleRate);

    private void Store(int frame, ReadOnlySpan<double> power)
    {
        for (int band = 0; band < BandCount; band++)
        {
            _magnitudes[(band * FrameCount) + frame] = Math.Sqrt(TensorPrimitives.Sum(power[Edges[band]..Edges[band + 1]]));
        }
    }
}

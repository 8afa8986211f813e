using System.Numerics.Tensors;
using Siren2.Spectral;

namespace Siren2.BandAnalysis;

/// <summary>
/// Power spectra of frames from all over a clip, its channels added up: what the clip's long-term spectrum can be read from, at a cost
/// that does not grow with its length.
/// </summary>
internal sealed class LongTermSpectrum
{
    /// <summary>Samples in a frame, where no other number is asked for.</summary>
    public const int FrameLength = 1024;

    /// <summary>Bins of such a frame, from 0 to the Nyquist frequency.</summary>
    public const int Bins = (FrameLength / 2) + 1;

    private const int MostFrames = 2000;
    private const int LeastFrames = 12;

    /// <summary>−200 dB: keeps logarithms of silence finite.</summary>
    private const float NegligiblePower = 1e-20f;

    /// <summary>Share of the frames, the quietest, whose proportions tell of pauses.</summary>
    private const double Quiet = 0.3;

    /// <summary>Bins to either side whose mean is taken where noise has to look flat in few frames.</summary>
    public const int RelativeReach = 2;

    private readonly float[] _power;
    private readonly int _bins;

    private LongTermSpectrum(int frames, float[] power)
    {
        Frames = frames;
        _power = power;
        _bins = power.Length / frames;
    }

    /// <summary>Number of frames.</summary>
    public int Frames { get; }

    /// <summary>Looks at a clip; null where it is too short to tell anything.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="goOn">Called before every frame is read; throws where the rest is not wanted. Null for nobody.</param>
    /// <param name="frameLength">Samples in a frame; a power of two.</param>
    public static LongTermSpectrum? Of(IAudioSource clip, Action? goOn = null, int frameLength = FrameLength)
    {
        long available = 1 + ((clip.Length - frameLength) / (frameLength / 2));
        if (clip.Length < frameLength || available < LeastFrames)
        {
            return null;
        }

        int frames = (int)Math.Min(available, MostFrames);

        // Of the three frames of the transform the middle one lies wholly inside.
        var transform = new ShortTimeFourierTransform(frameLength, frameLength, frameLength / 2);
        int bins = (frameLength / 2) + 1;
        float[] power = new float[transform.Frames * bins];
        float[] sum = new float[frames * bins];
        for (int frame = 0; frame < frames; frame++)
        {
            // A host's source may be slow.
            goOn?.Invoke();
            AudioClip part = clip.Read((clip.Length - frameLength) * frame / (frames - 1), frameLength);
            Span<float> row = sum.AsSpan(frame * bins, bins);
            for (int c = 0; c < clip.ChannelCount; c++)
            {
                transform.Power(part.Channel(c), power);
                TensorPrimitives.Add(row, power.AsSpan(bins, bins), row);
            }
        }

        return new LongTermSpectrum(frames, sum);
    }

    /// <summary>Power of every bin, summed over all frames.</summary>
    public double[] TotalPower()
    {
        double[] total = new double[_bins];
        for (int i = 0; i < _power.Length; i++)
        {
            total[i % _bins] += _power[i];
        }

        return total;
    }

    /// <summary>
    /// Mean logarithm of the power in the loudest third of the frames, each relative to its own level, over some bins; loudness
    /// and level are those of a band.
    /// </summary>
    /// <param name="first">First bin of that band.</param>
    /// <param name="end">Bin behind its last.</param>
    /// <returns>Natural logarithms, one for every bin.</returns>
    public double[] MeanLogPower(int first, int end)
    {
        double[] levels = Levels(first, end);
        return MeanLogPower([.. Largest(levels, Math.Max(1, Frames / 3))], levels);
    }

    /// <summary>Logarithm of the power that a bin exceeds in hardly any frame.</summary>
    /// <param name="share">Share of the frames that are below, from 0 to 1.</param>
    /// <param name="reach">Bins to either side whose mean is taken.</param>
    /// <returns>Natural logarithms, one for every bin.</returns>
    public double[] HighLogPower(double share, int reach = 0) => Quantiles(share, Enumerable.Repeat(1.0, Frames), reach);

    /// <summary>The same of the mean of five bins relative to their frame's own level; the quietest frames are left out.</summary>
    /// <inheritdoc cref="HighLogPower" path="/param[@name='share']|/returns"/>
    public double[] HighRelativeLogPower(double share)
    {
        double[] levels = Levels(1, _bins);
        double quiet = levels.Order().ElementAt((int)(Quiet * Frames));
        return Quantiles(share, levels.Select(level => level > quiet ? level : 0), RelativeReach);
    }

    private static IEnumerable<int> Largest(double[] values, int count) =>
        Enumerable.Range(0, values.Length).OrderByDescending(frame => values[frame]).Take(count);

    /// <summary>
    /// Logarithms of what the mean of bins does not exceed in a share of the frames; each frame is divided by a scale, and left out where that is zero.
    /// </summary>
    private double[] Quantiles(double share, IEnumerable<double> scales, int reach)
    {
        (int Frame, float Gain)[] frames = [.. scales.Select((scale, frame) => (frame, (float)(1 / scale))).Where(frame => float.IsFinite(frame.Item2))];
        double[] high = new double[_bins];
        float[] powers = new float[frames.Length];
        for (int bin = 0; bin < _bins && frames.Length > 0; bin++)
        {
            (int first, int end) = (Math.Max(0, bin - reach), Math.Min(_bins, bin + reach + 1));
            for (int i = 0; i < frames.Length; i++)
            {
                powers[i] = frames[i].Gain * TensorPrimitives.Sum(Row(frames[i].Frame)[first..end]) / (end - first);
            }

            Array.Sort(powers);
            high[bin] = Math.Log(powers[(int)(share * (frames.Length - 1))] + NegligiblePower);
        }

        return high;
    }

    /// <summary>Power of a band in every frame, added up.</summary>
    private double[] Levels(int first, int end)
    {
        double[] levels = new double[Frames];
        for (int frame = 0; frame < Frames; frame++)
        {
            levels[frame] = TensorPrimitives.Sum(Row(frame)[first..end]);
        }

        return levels;
    }

    /// <summary>Mean log power of some frames, each relative to its own level.</summary>
    private double[] MeanLogPower(int[] frames, double[] levels)
    {
        float[] logPower = new float[_bins];
        double[] mean = new double[_bins];
        foreach (int frame in frames)
        {
            TensorPrimitives.Add(Row(frame), NegligiblePower, logPower);
            TensorPrimitives.Log(logPower, logPower);
            double level = Math.Log(levels[frame] + NegligiblePower);
            for (int bin = 0; bin < _bins; bin++)
            {
                mean[bin] += (logPower[bin] - level) / frames.Length;
            }
        }

        return mean;
    }

    private ReadOnlySpan<float> Row(int frame) => _power.AsSpan(frame * _bins, _bins);
}

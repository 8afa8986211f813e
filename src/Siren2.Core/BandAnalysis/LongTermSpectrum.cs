using System.Numerics.Tensors;
using Siren2.Spectral;

namespace Siren2.BandAnalysis;

/// <summary>
/// Power spectra of frames from all over a clip, its channels added up: what the clip's long-term spectrum can be read from, at a cost
/// that does not grow with its length.
/// </summary>
internal sealed class LongTermSpectrum
{
    /// <summary>Samples in a frame.</summary>
    public const int FrameLength = 1024;

    /// <summary>Bins of a frame, from 0 to the Nyquist frequency.</summary>
    public const int Bins = (FrameLength / 2) + 1;

    private const int MostFrames = 2000;
    private const int LeastFrames = 12;
    private const int FramesPerStep = 16;

    /// <summary>−200 dB: keeps logarithms of silence finite.</summary>
    private const float NegligiblePower = 1e-20f;

    private readonly float[] _power;

    private LongTermSpectrum(int frames, float[] power)
    {
        Frames = frames;
        _power = power;
    }

    /// <summary>Number of frames.</summary>
    public int Frames { get; }

    /// <summary>Looks at a clip; null where it is too short to tell anything.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="goOn">Called before every sixteenth frame; throws where the rest is not wanted. Null for nobody.</param>
    public static LongTermSpectrum? Of(IAudioSource clip, Action? goOn = null)
    {
        long available = 1 + ((clip.Length - FrameLength) / (FrameLength / 2));
        if (clip.Length < FrameLength || available < LeastFrames)
        {
            return null;
        }

        int frames = (int)Math.Min(available, MostFrames);

        // Of the three frames of the transform the middle one lies wholly inside.
        var transform = new ShortTimeFourierTransform(FrameLength, FrameLength, FrameLength / 2);
        float[] power = new float[transform.Frames * Bins];
        float[] sum = new float[frames * Bins];
        for (int frame = 0; frame < frames; frame++)
        {
            if (frame % FramesPerStep == 0)
            {
                goOn?.Invoke();
            }

            AudioClip part = clip.Read((clip.Length - FrameLength) * frame / (frames - 1), FrameLength);
            Span<float> row = sum.AsSpan(frame * Bins, Bins);
            for (int c = 0; c < clip.ChannelCount; c++)
            {
                transform.Power(part.Channel(c), power);
                TensorPrimitives.Add(row, power.AsSpan(Bins, Bins), row);
            }
        }

        return new LongTermSpectrum(frames, sum);
    }

    /// <summary>Power of every bin, summed over all frames.</summary>
    public double[] TotalPower()
    {
        double[] total = new double[Bins];
        for (int i = 0; i < _power.Length; i++)
        {
            total[i % Bins] += _power[i];
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

    /// <summary>
    /// The same of the sixth of the frames in which a band is loudest in relation to all of the spectrum; quiet frames are left out.
    /// </summary>
    /// <inheritdoc cref="MeanLogPower(int, int)" path="/param|/returns"/>
    public double[] MeanLogPowerOfBrightest(int first, int end)
    {
        double[] all = Levels(1, Bins);
        double[] shares = Levels(first, end);
        double quiet = all.Order().ElementAt((int)(0.3 * Frames));
        for (int frame = 0; frame < Frames; frame++)
        {
            shares[frame] = all[frame] > quiet ? shares[frame] / all[frame] : 0;
        }

        return MeanLogPower([.. Largest(shares, Math.Max(1, Frames / 6))], all);
    }

    /// <summary>Logarithm of the power that a bin exceeds in hardly any frame.</summary>
    /// <param name="share">Share of the frames that are below, from 0 to 1.</param>
    /// <returns>Natural logarithms, one for every bin.</returns>
    public double[] HighLogPower(double share)
    {
        double[] high = new double[Bins];
        float[] powers = new float[Frames];
        for (int bin = 0; bin < Bins; bin++)
        {
            for (int frame = 0; frame < Frames; frame++)
            {
                powers[frame] = _power[(frame * Bins) + bin];
            }

            Array.Sort(powers);
            high[bin] = Math.Log(powers[(int)(share * (Frames - 1))] + NegligiblePower);
        }

        return high;
    }

    private static IEnumerable<int> Largest(double[] values, int count) =>
        Enumerable.Range(0, values.Length).OrderByDescending(frame => values[frame]).Take(count);

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
        float[] logPower = new float[Bins];
        double[] mean = new double[Bins];
        foreach (int frame in frames)
        {
            TensorPrimitives.Add(Row(frame), NegligiblePower, logPower);
            TensorPrimitives.Log(logPower, logPower);
            double level = Math.Log(levels[frame] + NegligiblePower);
            for (int bin = 0; bin < Bins; bin++)
            {
                mean[bin] += (logPower[bin] - level) / frames.Length;
            }
        }

        return mean;
    }

    private ReadOnlySpan<float> Row(int frame) => _power.AsSpan(frame * Bins, Bins);
}

using System.Numerics.Tensors;
using Siren2.Spectral;

namespace Siren2.Cli.Reporting;

/// <summary>
/// Power over time and frequency in cells of a picture. All spectrograms of a page have windows of the same duration and
/// the same axes, whatever the rates of their clips.
/// </summary>
internal sealed class Spectrogram
{
    /// <summary>Columns of every picture: cells in time.</summary>
    public const int Columns = 900;

    /// <summary>Rows of every picture: cells in frequency.</summary>
    public const int Rows = 256;

    private const double WindowSeconds = 0.032;
    private const double Silence = 1e-20;

    private readonly double[] _power = new double[Rows * Columns];

    private Spectrogram()
    {
    }

    /// <summary>The loudest cell, in dB: a sine of amplitude 1 in the middle of a bin has 0.</summary>
    public double Peak => Level(_power.Max());

    /// <summary>The mean power of all channels of a clip.</summary>
    /// <param name="clip">A clip of at least one sample.</param>
    /// <param name="topFrequency">The upper end of the frequency axis in hertz; where the clip has no such frequency, nothing is.</param>
    public static Spectrogram Of(AudioClip clip, double topFrequency)
    {
        int window = Math.Clamp((int)(WindowSeconds * clip.SampleRate), 8, 65_536);
        int size = Math.Max(16, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)window));
        int hop = Math.Max(1, Math.Min(window / 4, clip.Length / Columns));
        var transform = new ShortTimeFourierTransform(clip.Length, size, hop, window);
        float[] mean = new float[transform.Frames * transform.Bins];
        float[] power = new float[mean.Length];
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            transform.Power(clip.Channel(c), power);
            TensorPrimitives.Add(mean, power, mean);
        }

        // A sine of amplitude A gives A/2 times the sum of the window, which for a Hann window is half of its length.
        double gain = 4.0 / window * 4.0 / window / clip.ChannelCount;
        var spectrogram = new Spectrogram();
        double binsPerHertz = (double)size / clip.SampleRate;
        for (int row = 0; row < Rows; row++)
        {
            double low = topFrequency * (Rows - 1 - row) / Rows;
            double high = topFrequency * (Rows - row) / Rows;
            (int first, int last) = Cell(low * binsPerHertz, high * binsPerHertz, transform.Bins);
            if (low < clip.SampleRate / 2.0)
            {
                spectrogram.FillRow(row, mean, transform, first, last, gain);
            }
        }

        return spectrogram;
    }

    /// <summary>Levels as bytes, row by row from the highest frequency: 0 at or below one level, 255 at or above another, in dB.</summary>
    public byte[] Levels(double bottom, double top) =>
        Array.ConvertAll(_power, power => (byte)Math.Round(255 * Math.Clamp((Level(power) - bottom) / (top - bottom), 0, 1)));

    private static double Level(double power) => 10 * Math.Log10(power + Silence);

    private void FillRow(int row, float[] power, ShortTimeFourierTransform transform, int firstBin, int lastBin, double gain)
    {
        for (int column = 0; column < Columns; column++)
        {
            (int first, int last) = Cell(
                (double)column * transform.Frames / Columns, (double)(column + 1) * transform.Frames / Columns, transform.Frames);
            double sum = 0;
            for (int frame = first; frame < last; frame++)
            {
                sum += TensorPrimitives.Sum<float>(power.AsSpan((frame * transform.Bins) + firstBin, lastBin - firstBin));
            }

            _power[(row * Columns) + column] = gain * sum / ((last - first) * (lastBin - firstBin));
        }
    }

    /// <summary>The whole numbers in a range, at least one.</summary>
    private static (int First, int Last) Cell(double from, double to, int count)
    {
        int first = Math.Min((int)Math.Round(from), count - 1);
        return (first, Math.Clamp((int)Math.Round(to), first + 1, count));
    }
}

using System.Numerics.Tensors;
using Siren2.Cli.Reporting.Flac;
using Siren2.Resampling;

namespace Siren2.Cli.Reporting;

/// <summary>
/// A scene as a page holds it: every version at the rate of the result, in 16 bits, compressed without loss, and no longer than there is room for.
/// </summary>
internal sealed class EncodedScene
{
    /// <summary>Blocks that are encoded before the size is looked at.</summary>
    private const int BlocksAtOnce = 8;

    /// <summary>
    /// Seconds, at least, that a version's first file holds. A browser has read and decoded them long before the rest, and the rest before they
    /// are over.
    /// </summary>
    private const double OpeningSeconds = 4;

    /// <summary>
    /// What every file calls its rate. A browser brings a file to the rate that it is asked for; asked for this one it leaves the samples alone,
    /// and the page, which knows the true rate, works at any.
    /// </summary>
    private const int NominalRate = 48_000;

    private const double FullScale = short.MaxValue;

    private readonly Loudness[] _loudness;

    private EncodedScene(PageScene scene, int sampleRate, int fullLength)
    {
        Scene = scene;
        SampleRate = sampleRate;
        FullLength = fullLength;
        _loudness = [.. scene.Sounds.Select(_ => new Loudness())];
    }

    /// <summary>What was encoded.</summary>
    public PageScene Scene { get; }

    /// <summary>Rate of all versions, in hertz.</summary>
    public int SampleRate { get; }

    /// <summary>Samples of the clip.</summary>
    public int FullLength { get; }

    /// <summary>Samples that the page holds, from the beginning.</summary>
    public int Length { get; private set; }

    /// <summary>What a sample of 32,768 stands for, the same for all versions.</summary>
    public double Unit { get; private set; }

    /// <summary>FLAC files of each version, to be played one after the other: its opening, and the rest where there is more.</summary>
    public IReadOnlyList<IReadOnlyList<byte[]>> Files { get; private set; } = [];

    /// <summary>
    /// What each version is played at, as a factor, where all are equally loud: as loud as the softest of them by the root of the mean square, and
    /// none beyond full scale.
    /// </summary>
    public IReadOnlyList<double> Gains { get; private set; } = [];

    /// <summary>Bytes of all files.</summary>
    public long ByteCount => Files.Sum(files => files.Sum(file => (long)file.Length));

    /// <summary>Encodes as much of a scene as there is room for, at least one block.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="bytes">Room for all of its files together.</param>
    /// <param name="seconds">The longest that it may be.</param>
    /// <param name="cancellationToken">Ends it within some blocks.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static EncodedScene Of(PageScene scene, long bytes, double seconds, CancellationToken cancellationToken = default)
    {
        int rate = scene.Sounds.First(sound => sound.Role == SoundRole.Result).Clip.SampleRate;
        float[][][] sounds = [.. scene.Sounds.Select(sound => Channels(sound.Clip, rate))];
        int fullLength = sounds.Max(channels => channels[0].Length);
        var encoded = new EncodedScene(scene, rate, fullLength) { Length = (int)Math.Min(fullLength, Math.Ceiling(seconds * rate)) };
        double peak = sounds.Max(channels => channels.Max(channel => (double)Math.Abs(TensorPrimitives.MaxMagnitude<float>(channel))));
        double scale = peak > 0 && double.IsFinite(peak) ? FullScale / peak : FullScale;
        encoded.Unit = -(double)short.MinValue / scale;
        encoded.Files = encoded.Encode(sounds, scale, bytes, cancellationToken);
        encoded.Gains = Matched([.. encoded._loudness.Select(one => one.Level * encoded.Unit)], [.. encoded._loudness.Select(one => one.Peak * encoded.Unit)]);
        return encoded;
    }

    private byte[][][] Encode(float[][][] sounds, double scale, long bytes, CancellationToken cancellationToken)
    {
        FlacWriter[][] writers = [.. sounds.Select(channels => Enumerable.Range(0, 2).Select(_ => new FlacWriter(NominalRate, channels.Length)).ToArray())];
        int done = 0;
        while (done < Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int end = Math.Min(Length, done + (BlocksAtOnce * FlacWriter.BlockLength));
            int start = done;
            int file = start < OpeningSeconds * SampleRate ? 0 : 1;
            Parallel.For(0, writers.Length, s =>
            {
                for (int at = start; at < end; at += FlacWriter.BlockLength)
                {
                    int length = Math.Min(FlacWriter.BlockLength, end - at);
                    int[][] block = [.. sounds[s].Select(channel => Block(channel, at, length, scale))];
                    _loudness[s].Add(block);
                    writers[s][file].Append(block);
                }
            });
            done = end;
            long used = writers.Sum(files => files.Sum(writer => (long)writer.ByteCount));
            if (used + (used * (end - start) / end) > bytes)
            {
                break; // The next blocks would be too much.
            }
        }

        Length = done;
        return [.. writers.Select(files => files.Where(writer => writer.ByteCount > 0).Select(writer => writer.ToArray()).ToArray())];
    }

    private static double[] Matched(double[] levels, double[] peaks)
    {
        double target = levels.Where(level => level > 0).DefaultIfEmpty(1).Min();
        double[] gains = [.. levels.Select(level => level > 0 ? target / level : 1)];
        double beyond = Math.Max(1, gains.Zip(peaks, (gain, peak) => gain * peak).Max());
        return [.. gains.Select(gain => gain / beyond)];
    }

    /// <summary>A block in whole numbers; silence where the version is shorter than the others.</summary>
    private static int[] Block(float[] samples, int start, int length, double scale)
    {
        int[] block = new int[length];
        for (int i = 0; i < length && start + i < samples.Length; i++)
        {
            double value = samples[start + i] * scale;
            block[i] = double.IsFinite(value) ? (int)Math.Round(Math.Clamp(value, short.MinValue, short.MaxValue)) : 0;
        }

        return block;
    }

    /// <summary>One channel or two at the page's rate: more are mixed to one.</summary>
    private static float[][] Channels(AudioClip clip, int rate)
    {
        AudioClip audible = clip.SampleRate == rate ? clip : new SincResampler(clip.SampleRate, rate).Resample(clip);
        float[][] channels = [.. Enumerable.Range(0, audible.ChannelCount).Select(c => audible.Channel(c).ToArray())];
        if (channels.Length <= 2)
        {
            return channels;
        }

        float[] mix = channels[0];
        foreach (float[] channel in channels[1..])
        {
            TensorPrimitives.Add(mix, channel, mix);
        }

        TensorPrimitives.Divide(mix, channels.Length, mix);
        return [mix];
    }

    /// <summary>How loud a version is, of what was encoded of it; a sample of 32,768 counts as 1.</summary>
    private sealed class Loudness
    {
        private double _sum;
        private long _count;

        public double Peak { get; private set; }

        public double Level => _count > 0 ? Math.Sqrt(_sum / _count) : 0;

        public void Add(int[][] block)
        {
            foreach (int[] samples in block)
            {
                foreach (int sample in samples)
                {
                    double value = sample / -(double)short.MinValue;
                    _sum += value * value;
                    Peak = Math.Max(Peak, Math.Abs(value));
                }

                _count += samples.Length;
            }
        }
    }
}

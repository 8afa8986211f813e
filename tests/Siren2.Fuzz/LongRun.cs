using System.Diagnostics;
using System.Globalization;
using Siren2.Decimation;

namespace Siren2.Fuzz;

/// <summary>
/// A long recording from file to file: memory must not grow with it, and the clip's own band must be kept, at every joint of its parts too.
/// </summary>
internal sealed class LongRun(int seconds, string preset, TextWriter output)
{
    private const int Channels = 2;
    private const int InputRate = 48_000;
    private const int OutputRate = 96_000;

    // The bound is one of two threads: each has segments of its own in work.
    private const int Threads = 2;
    private const long MostMegabytes = 500;

    // Input samples that are decimated at a time: more than 2²⁰, so that the projector is that of long clips; and those at its ends that it
    // cannot judge.
    private const int Stretch = 1_200_000;
    private const int Margin = 1024;

    private const double LargestError = 1e-10;

    /// <summary>Runs it; 0 where all is kept.</summary>
    public int Run()
    {
        string folder = Directory.CreateTempSubdirectory("siren2-long").FullName;
        try
        {
            return Run(Path.Combine(folder, "in.wav"), Path.Combine(folder, "out.wav"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static UpsamplerOptions Preset(string name) => name switch
    {
        "fast" => UpsamplerOptions.Fast,
        "balanced" => UpsamplerOptions.Balanced,
        "best" => UpsamplerOptions.Best,
        _ => throw new ArgumentException($"The preset must be fast, balanced or best; it is '{name}'.", nameof(name)),
    };

    private static long PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    /// <summary>The largest squared error of any 20 ms of the clip's own band, relative to the mean energy of as many.</summary>
    private static double WorstError(AudioClip expected, ReadOnlySpan<float> decimated, int channel, int first, int end)
    {
        const int window = InputRate / 50;
        double worst = 0;
        double energy = 0;
        int windows = 0;
        for (int start = first; start + window <= end; start += window, windows++)
        {
            double error = 0;
            for (int i = start; i < start + window; i++)
            {
                double sample = expected.Channel(channel)[i];
                error += (sample - decimated[i]) * (sample - decimated[i]);
                energy += sample * sample;
            }

            worst = Math.Max(worst, error);
        }

        return worst * windows / Math.Max(energy, 1e-30);
    }

    private int Run(string input, string result)
    {
        var options = Preset(preset) with { MaxDegreeOfParallelism = Threads, InputFilter = AntiAliasingFilter.Ideal, Bandwidth = InputRate };
        var clip = new Recording((long)seconds * InputRate);
        _ = new Upsampler(options with { Detail = 0 }).FitAndWrite(clip, InputRate, input, WaveEncoding.Float32);
        long before = PeakMegabytes();
        long start = Stopwatch.GetTimestamp();
        int shown = 0;
        using var source = new WaveFileSource(input);
        var progress = new Progress(value =>
        {
            if ((int)(10 * value.Fraction) > shown)
            {
                shown = (int)(10 * value.Fraction);
                output.WriteLine($"{shown}/10 after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s, peak {PeakMegabytes()} MiB");
            }
        });
        UpsampleReport report = new Upsampler(options).FitAndWrite(source, OutputRate, result, WaveEncoding.Float32, progress);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long peak = PeakMegabytes();
        using var written = new WaveFileSource(result);
        Promise.Check(written.Length == 2 * source.Length && written.SampleRate == OutputRate, "the length and the rate that were asked for");
        double worst = WorstError(source, written);
        bool isKept = peak <= MostMegabytes && worst <= LargestError;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isKept ? "ok" : "FAILED")}      {seconds} s of stereo, {InputRate} to {OutputRate} Hz, {preset}, {Threads} threads: "
                + $"{elapsed:F0} s, {report.PartCount} parts, {report.NetworkCount} networks, "
            + $"peak {peak} MiB ({before} before), own band kept to {10 * Math.Log10(worst):F0} dB in the worst 20 ms"));
        return isKept ? 0 : 1;
    }

    /// <summary>Decimates the result, stretch by stretch, and compares it with the clip.</summary>
    private static double WorstError(WaveFileSource clip, WaveFileSource result)
    {
        int length = (int)Math.Min(Stretch, clip.Length);
        var projector = new MissingBandProjector(InputRate, OutputRate, length);
        float[] decimated = new float[length];
        double worst = 0;
        for (long start = 0; ; start = Math.Min(start + length - (2 * Margin), clip.Length - length))
        {
            AudioClip expected = clip.Read(start, length);
            AudioClip actual = result.Read(2 * start, 2 * length);
            int first = Margin;
            bool isLast = start == clip.Length - length;
            for (int c = 0; c < Channels; c++)
            {
                projector.Decimate(actual.Channel(c), decimated);
                worst = Math.Max(worst, WorstError(expected, decimated, c, first, length - Margin));
            }

            if (isLast)
            {
                return worst;
            }
        }
    }

    /// <summary>Notes of a quarter of a second, each of eight partials that die away and a stroke of noise; another in each channel.</summary>
    private sealed class Recording(long length) : IAudioSource
    {
        private const int NoteLength = InputRate / 4;

        // A few hundred notes, which follow each other in another order each time.
        private readonly Lazy<float[][]> _notes = new(() => [.. Enumerable.Range(0, 64).Select(Note)]);

        public int SampleRate => InputRate;

        public int ChannelCount => Channels;

        public long Length => length;

        public void Read(long start, ReadOnlySpan<Memory<float>> channels)
        {
            for (int c = 0; c < channels.Length; c++)
            {
                Span<float> samples = channels[c].Span;
                for (int i = 0; i < samples.Length; i++)
                {
                    (long note, long sample) = Math.DivRem(start + i, NoteLength);
                    samples[i] = _notes.Value[((note * note) + (note / 64) + (c * 17)) % 64][sample];
                }
            }
        }

        private static float[] Note(int number)
        {
            var random = new Random(number);
            double frequency = 110 * Math.Pow(2, random.Next(0, 48) / 12.0);
            float[] samples = new float[NoteLength];
            for (int i = 0; i < samples.Length; i++)
            {
                double seconds = (double)i / InputRate;
                double value = (random.NextDouble() - 0.5) * Math.Exp(-seconds / 0.02);
                for (int partial = 1; partial <= 8; partial++)
                {
                    value += Math.Sin(2 * Math.PI * frequency * partial * seconds) * Math.Exp(-seconds * partial / 0.2) / partial;
                }

                samples[i] = (float)(0.2 * value);
            }

            return samples;
        }
    }

    private sealed class Progress(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}

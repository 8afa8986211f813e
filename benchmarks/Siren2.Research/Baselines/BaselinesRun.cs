using System.Globalization;
using Siren2.Baseline;
using Siren2.Resampling;

namespace Siren2.Research.Baselines;

/// <summary>Writes the library's baselines of a folder of low-rate clips, and decimates folders by its own resampler: one process for many clips.</summary>
internal static class BaselinesRun
{
    /// <summary>Of every clip, writes what <c>Detail</c> 0 gives to a folder "plain", and what a blind fit starts from, roll-offs undone that it
    /// finds, to a folder "blind". Prints the clip's name, the center and the highest gain of the filter found, and the end of the band in hertz.</summary>
    /// <param name="folder">A folder of WAV clips.</param>
    /// <param name="factor">The rate of the baselines in relation to that of the clip.</param>
    /// <param name="results">The folder to write to.</param>
    public static void Restore(string folder, int factor, string results)
    {
        // The shortest fit that looks for roll-offs: its network is thrown away.
        UpsamplerOptions options = UpsamplerOptions.Fast with { Detail = 1e-6 };
        options = options with
        {
            Blind = options.Blind with { Decoder = new() { Width = 8, Depth = 2 }, Fit = new() { StepCount = 1 }, RefinementIterations = 0 },
        };
        var upsampler = new Upsampler(options);
        string plain = Directory.CreateDirectory(Path.Combine(results, "plain")).FullName;
        string blind = Directory.CreateDirectory(Path.Combine(results, "blind")).FullName;
        foreach ((string name, AudioClip clip) in Clips(folder))
        {
            int rate = clip.SampleRate * factor;
            SincBaseline.Compute(clip, rate).Save(Path.Combine(plain, name), WaveEncoding.Float32);
            UpsampleResult result = upsampler.FitAndPredict(clip, rate);
            result.Baseline.Save(Path.Combine(blind, name), WaveEncoding.Float32);
            UpsampleReport report = result.Report;
            double gain = report.InputFilter.Width == 0 ? 1 : report.InputFilter.MaximumGain;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{report.InputFilter.Center}\t{gain}\t{report.InputBandwidth}"));
        }
    }

    /// <summary>Brings every clip down by the library's own resampler.</summary>
    /// <param name="folder">A folder of WAV clips, whose rates are multiples of the factor.</param>
    /// <param name="factor">How often the new rate goes into the old.</param>
    /// <param name="quality">Design of the windowed sinc.</param>
    /// <param name="results">The folder to write to.</param>
    public static void Decimate(string folder, int factor, SincQuality quality, string results)
    {
        _ = Directory.CreateDirectory(results);
        foreach ((string name, AudioClip clip) in Clips(folder))
        {
            new SincResampler(clip.SampleRate, clip.SampleRate / factor, quality).Resample(clip).Save(Path.Combine(results, name), WaveEncoding.Float32);
        }
    }

    private static IEnumerable<(string Name, AudioClip Clip)> Clips(string folder) =>
        Directory.GetFiles(folder, "*.wav").Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), AudioClip.Load(path)));
}

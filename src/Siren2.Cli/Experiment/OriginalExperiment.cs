using System.Diagnostics;
using System.Numerics.Tensors;
using Siren2.Cli.Output;
using Siren2.Metrics;

namespace Siren2.Cli.Experiment;

/// <summary>
/// The experiment that this library starts from, with the networks that it had, with the baseline that it was scored on, and
/// beside them the library as it is.
/// </summary>
/// <param name="stepCount">Steps of a network at most.</param>
/// <param name="seed">Seed of the weights.</param>
/// <param name="line">Where progress is shown.</param>
internal sealed class OriginalExperiment(int stepCount, int seed, ProgressLine line)
{
    /// <summary>The experiment's name on the command line.</summary>
    public const string Name = "original";

    /// <summary>Steps of the original.</summary>
    public const int DefaultStepCount = 1000;

    /// <summary>How clips are prepared and judged.</summary>
    public const string Protocol =
        "22,050 Hz from 5,512 Hz by the Fourier method over the whole clip; every network has a segment of one second at most.";

    /// <summary>Runs all rows.</summary>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public IReadOnlyList<ExperimentRow> Run(IReadOnlyList<ExperimentClip> clips, CancellationToken cancellationToken)
    {
        double[] sincPsnr = [.. clips.Select(clip => SignalMetrics.Psnr(clip.Reference, clip.Sinc))];
        var fit = new ExperimentFit(stepCount, seed, line);
        ExperimentRow library = Siren2Row(clips, sincPsnr, cancellationToken);
        FittedResiduals plain = fit.Run(ExperimentNetworkKind.PlainSiren, clips, "plain SIREN", 0.1, 0.4, cancellationToken);
        FittedResiduals full = fit.Run(ExperimentNetworkKind.Siren2SeaNet, clips, "SIREN²+SEANet", 0.5, 0.5, cancellationToken);
        return
        [
            Row("sinc", "The low-rate clip restored by the Fourier method, which is what the experiment's sinc amounts to.", clip => clip.Sinc),
            Row("linear", "The low-rate clip interpolated linearly, in time with sinc.", clip => clip.InterpolateLinearly(centered: false)),
            Row(
                "linear, centered",
                "The same by the convention of PyTorch's interpolate, 1.5 samples late, which loses to sinc what the original lost.",
                clip => clip.InterpolateLinearly(centered: true)),
            FittedRow("plain SIREN", "Four sine layers of 128 units over time, no WINNER, Adam at 1e-4; trained and scored "
                + "on sinc.", plain, clip => clip.Sinc),
            FittedRow(
                "SIREN²+SEANet, linear base",
                "The same over time, baseline sample and SEANet latents, WINNER as published; trained on sinc, scored on linear.",
                full,
                clip => clip.InterpolateLinearly(centered: false)),
            FittedRow(
                "SIREN²+SEANet, centered base",
                "The very same networks, scored on centered linear, most likely as it was then.",
                full,
                clip => clip.InterpolateLinearly(centered: true)),
            FittedRow("SIREN²+SEANet, sinc base", "The very same networks, scored on the baseline that they were "
                + "trained on.", full, clip => clip.Sinc),
            library,
        ];

        ExperimentRow Row(string name, string description, Func<ExperimentClip, float[]> make) =>
            new(name, description, [.. clips.Select((clip, i) => FiguresOf(clip, make(clip), sincPsnr[i]))]);

        ExperimentRow FittedRow(string name, string description, FittedResiduals fitted, Func<ExperimentClip, float[]> baseline) => new(
            name,
            description,
            [.. clips.Select((clip, i) => FiguresOf(clip, Sum(baseline(clip), fitted.Residuals[i]), sincPsnr[i]))],
            fitted.ParameterCount,
            fitted.Steps,
            fitted.Seconds);
    }

    /// <summary>
    /// The library's default guided fit. Its lengths are given to it as rates: the experiment's low-rate clip has a whole number
    /// of samples, and lasts as long as the original only at a rate that is not quite 5,512 Hz.
    /// </summary>
    private ExperimentRow Siren2Row(IReadOnlyList<ExperimentClip> clips, double[] sincPsnr, CancellationToken cancellationToken)
    {
        UpsamplerOptions options = UpsamplerOptions.Balanced with { Seed = seed };
        options = options with
        {
            Guided = options.Guided with { Fit = options.Guided.Fit with { StepCount = Math.Min(stepCount, options.Guided.Fit.StepCount) } },
        };
        var upsampler = new Upsampler(options);
        var figures = new ExperimentFigures[clips.Count];
        var networks = new List<NetworkReport>();
        double seconds = 0;
        for (int i = 0; i < figures.Length; i++)
        {
            ExperimentClip clip = clips[i];
            long begin = Stopwatch.GetTimestamp();
            UpsampleResult result = upsampler.FitAndPredict(
                new AudioClip(clip.Low.Length, clip.Low), new AudioClip(clip.Reference.Length, clip.Reference), null, cancellationToken);
            seconds += Stopwatch.GetElapsedTime(begin).TotalSeconds;
            figures[i] = FiguresOf(clip, result.Audio.Channel(0), sincPsnr[i]);
            networks.AddRange(result.Report.Networks);
            line.Show(0.1 * (i + 1) / figures.Length, () => "Siren2");
        }

        return new ExperimentRow(
            "Siren2",
            "The library's default guided fit: two sine layers of 96 units over time and baseline sample, WINNER at its own scale, one level for "
            + "every residual, one baseline, projection.",
            figures,
            networks.Sum(network => (long)network.ParameterCount),
            networks.Count > 0 ? networks.Average(network => network.Outcome.Losses.Count) : null,
            seconds);
    }

    private static ExperimentFigures FiguresOf(ExperimentClip clip, ReadOnlySpan<float> result, double sincPsnr)
    {
        double psnr = SignalMetrics.Psnr(clip.Reference, result);
        return new ExperimentFigures(
            clip.File,
            psnr,
            double.IsInfinity(sincPsnr) ? 0 : psnr - sincPsnr,
            SpectralMetrics.LogSpectralDistance(clip.Reference, result, LogSpectralDistanceOptions.Rectangular2048));
    }

    private static float[] Sum(float[] baseline, float[] residual)
    {
        float[] sum = new float[baseline.Length];
        TensorPrimitives.Add(baseline, residual, sum);
        return sum;
    }
}

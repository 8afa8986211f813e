using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Siren2.Baseline;
using Siren2.Decimation;
using Siren2.Decoding;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Optimization;

namespace Siren2.Core.Tests.Docs;

/// <summary>The code of docs and of the package's readme, compiled; <see cref="DocsTests"/> runs it and fails where the two differ.</summary>
internal static class DocsExamples
{
    public static void Package()
    {
        ISuperResolver upsampler = new Upsampler();
        UpsampleResult result = upsampler.FitAndPredict(AudioClip.Load("speech-8k.wav"), targetSampleRate: 16_000);
        result.Audio.Save("speech-16k.wav");
    }

    public static ISuperResolver Presets()
    {
        UpsamplerOptions options = UpsamplerOptions.Fast with { Detail = 0.8, Seed = 7, MaxDegreeOfParallelism = 2 };
        ISuperResolver resolver = new Upsampler(options);
        return resolver;
    }

    public static void Detail(AudioClip clip)
    {
        foreach (double detail in new[] { 0, 0.5, 1 })
        {
            UpsampleResult result = new Upsampler(UpsamplerOptions.Fast with { Detail = detail }).FitAndPredict(clip, 16_000);
            Console.WriteLine($"detail {detail}: {result.Report.EstimatedPsnrCost:F3} dB");
        }
    }

    public static UpsamplerOptions[] BlindParts()
    {
        UpsamplerOptions natural = UpsamplerOptions.Balanced with { Detail = 1 };
        UpsamplerOptions clipAlone = natural with { Blind = natural.Blind with { LevelModel = LineModel.Default } };
        UpsamplerOptions fitted = natural with { Blind = natural.Blind with { Texture = null } };
        return [clipAlone, fitted];
    }

    public static UpsamplerOptions[] Bands()
    {
        UpsamplerOptions balanced = UpsamplerOptions.Balanced;
        UpsamplerOptions telephone = balanced with { Bandwidth = 3400 };
        UpsamplerOptions fromFFmpeg = balanced with { InputFilter = AntiAliasingFilter.FFmpeg };
        UpsamplerOptions asItIs = balanced with { InputFilter = AntiAliasingFilter.Ideal, Bandwidth = double.MaxValue };
        return [telephone, fromFFmpeg, asItIs];
    }

    public static UpsamplerOptions Plans()
    {
        UpsamplerOptions preset = UpsamplerOptions.Balanced;
        UpsamplerOptions longer = preset with
        {
            Blind = preset.Blind with { Fit = preset.Blind.Fit with { StepCount = 60, TimeBudget = TimeSpan.FromSeconds(20) } },
        };
        return longer;
    }

    public static void Guided(AudioClip clip, AudioClip reference)
    {
        UpsampleResult guided = new Upsampler().FitAndPredict(clip, reference);
        Console.WriteLine($"{guided.Report.Mode}: {guided.Report.GainOverBaseline:F1} dB above sinc, the original known");
    }

    public static string Mode(UpsampleResult result)
    {
        string caption = result.Report.Mode == FitMode.Blind ? "super-resolution" : "knew the original";
        return caption;
    }

    public static UpsamplerOptions ForeignLoss(AudioClip clip, AudioClip reference, Func<float[], float[], float[], double> evaluate)
    {
        // evaluate(prediction, target, slope) is yours: tensors from the arrays, forward, backward, the gradient copied to slope.
        IWaveformLoss loss = new DelegateLoss((prediction, target, gradient) =>
        {
            float[] slope = new float[gradient.Length];
            double value = evaluate(prediction.ToArray(), target.ToArray(), slope);
            slope.CopyTo(gradient);
            return value;
        });
        AudioClip baseline = SincBaseline.Compute(clip, reference.SampleRate);
        Console.WriteLine(GradientCheck.Run(loss, baseline.Channel(0), reference.Channel(0)));
        var options = new UpsamplerOptions { Guided = new() { Loss = new HybridLoss(new(new MeanSquaredErrorLoss()), new(loss, 0.1)) } };
        return options;
    }

    public static async Task Upload(Stream body, Stream response, ISuperResolver resolver, CancellationToken cancellationToken)
    {
        AudioClip upload = await AudioClip.LoadAsync(body, cancellationToken);
        AudioClip tenSeconds = upload.ToMono()[..Math.Min(upload.Length, 10 * upload.SampleRate)];
        UpsampleResult result = await Task.Run(() => resolver.FitAndPredict(tenSeconds, 48_000, progress: null, cancellationToken), cancellationToken);
        await result.Audio.SaveAsync(response, WaveEncoding.Pcm24, cancellationToken);
    }

    public static AudioClip FromArrays(float[] left, float[] right)
    {
        var stereo = new AudioClip(44_100, left, right);
        return stereo;
    }

    public static (GradientCheckResult Check, Upsampler Upsampler) OwnLoss(float[] prediction, float[] target)
    {
        GradientCheckResult check = GradientCheck.Run(new CenterLoss(), prediction, target);
        var hybrid = new HybridLoss(new(new MeanSquaredErrorLoss(), 1), new(new CenterLoss(), 0.1));
        var upsampler = new Upsampler(new UpsamplerOptions { Guided = new() { Loss = hybrid } });
        return (check, upsampler);
    }

    public static FitOutcome OwnFit(float[] target)
    {
        using var decoder = new SirenDecoder(new() { Width = 64, Depth = 2 }, WinnerScale.For(target), seed: 1);
        var grid = new DecoderGrid([.. Enumerable.Range(0, target.Length).Select(n => (2f * n / target.Length) - 1)]);
        FitOutcome outcome = new FitLoop(new FitOptions { StepCount = 50 }).Run(new Fitting(decoder, grid, target, new MeanSquaredErrorLoss()));
        Console.WriteLine($"{outcome.Losses[0]:E2} to {outcome.BestLoss:E2}, {outcome.Reason}");
        return outcome;
    }

    public static UpsampleReport Hour()
    {
        using var hour = new WaveFileSource("hour-22k.wav");
        var resolver = new Upsampler(UpsamplerOptions.Fast with { CheckpointFile = "hour.checkpoint" });
        UpsampleReport report = resolver.FitAndWrite(hour, 44_100, "hour-44k.wav");
        Console.WriteLine($"{report.PartCount} part(s), {report.Length} samples in {report.Elapsed}");
        return report;
    }

    internal sealed class RawFile(Stream file, int sampleRate) : IAudioSource
    {
        public int SampleRate => sampleRate;

        public int ChannelCount => 1;

        public long Length => file.Length / sizeof(short);

        public void Read(long start, ReadOnlySpan<Memory<float>> channels)
        {
            Span<float> samples = channels[0].Span;
            short[] integers = new short[samples.Length];
            file.Position = start * sizeof(short);
            file.ReadExactly(MemoryMarshal.AsBytes(integers.AsSpan()));
            TensorPrimitives.ConvertChecked<short, float>(integers, samples);
            TensorPrimitives.Divide(samples, 32768f, samples);
        }
    }

    internal sealed class CenterLoss : IWaveformLoss
    {
        // The squared mean of the output, (1/N · Σx)²: a constant offset is all that it punishes. Gradient: 2/N · mean.
        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
        {
            float mean = TensorPrimitives.Sum(prediction) / prediction.Length;
            gradient.Fill(2 * mean / prediction.Length);
            return mean * mean;
        }
    }

    internal sealed class Fitting(SirenDecoder decoder, DecoderGrid grid, float[] target, IWaveformLoss loss) : IFitProblem
    {
        private readonly float[] _output = new float[target.Length];
        private readonly float[] _gradient = new float[target.Length];

        public IReadOnlyList<TrainedNetwork> Networks { get; } = [new(decoder)];

        public double ComputeGradients()
        {
            decoder.Forward(grid, default, _output);
            double value = loss.Evaluate(_output, target, _gradient);
            decoder.Backward(grid, default, _gradient, default);
            return value;
        }
    }

    internal sealed class SincOnly : ISuperResolver
    {
        public UpsampleResult FitAndPredict(
            AudioClip clip, int targetSampleRate, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
        {
            long start = Stopwatch.GetTimestamp();
            AudioClip sinc = SincBaseline.Compute(clip, targetSampleRate);
            return new UpsampleResult(sinc, sinc, new UpsampleReport
            {
                Mode = FitMode.Blind,
                InputSampleRate = clip.SampleRate,
                OutputSampleRate = targetSampleRate,
                Elapsed = Stopwatch.GetElapsedTime(start),
            });
        }
    }
}

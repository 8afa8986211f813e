using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;
using Siren2.Baseline;
using Siren2.Decimation;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Resampling;
using Siren2.Segments;
using Siren2.Spectral;

namespace Siren2.Core.Tests.Docs;

/// <summary>The examples of the XML documentation, compiled.</summary>
internal static class XmlExamples
{
    public static UpsampleResult Blind()
    {
        ISuperResolver resolver = new Upsampler();
        UpsampleResult result = resolver.FitAndPredict(AudioClip.Load("speech-8k.wav"), targetSampleRate: 16_000);
        result.Audio.Save("speech-16k.wav");
        return result;
    }

    public static ISuperResolver Options(ILogger<Upsampler> logger)
    {
        UpsamplerOptions options = UpsamplerOptions.Balanced with { Detail = 1, MaxDegreeOfParallelism = 2 };
        ISuperResolver resolver = new Upsampler(options, logger);
        return resolver;
    }

    public static UpsampleResult Guided(AudioClip clip, AudioClip original)
    {
        UpsampleResult guided = new Upsampler().FitAndPredict(clip, original);
        Console.WriteLine($"{guided.Report.GainOverBaseline:F1} dB above sinc; the original was known");
        return guided;
    }

    public static AudioClip[] FitOnce(AudioClip clip)
    {
        FittedClip fit = new Upsampler().Fit(clip, targetSampleRate: 48_000);
        AudioClip at48 = fit.Render();
        AudioClip at44 = fit.Render(44_100);
        return [at48, at44];
    }

    public static FittedClip FitReference(AudioClip clip, AudioClip original)
    {
        FittedClip fit = new Upsampler().Fit(clip, original);
        Console.WriteLine($"{fit.ParameterCount} parameters, {fit.SizeInBytes} bytes");
        return fit;
    }

    public static UpsampleReport PartByPart(IAudioSource source, Stream output)
    {
        var sink = new WaveFileSink(output, 48_000, source.ChannelCount, source.Length * 48_000 / source.SampleRate);
        UpsampleReport report = new Upsampler().FitAndWrite(source, 48_000, sink.Write);
        sink.Complete();
        return report;
    }

    public static UpsampleReport FileToFile()
    {
        using var hour = new WaveFileSource("hour-22k.wav");
        UpsampleReport report = new Upsampler().FitAndWrite(hour, 44_100, "hour-44k.wav");
        Console.WriteLine($"{report.PartCount} part(s) in {report.Elapsed}");
        return report;
    }

    public static UpsampleReport GuidedPartByPart(IAudioSource clip, IAudioSource original, Action<AudioClip> play)
    {
        UpsampleReport report = new Upsampler().FitAndWrite(clip, original, part => play(part));
        return report;
    }

    public static UpsampleReport GuidedFileToFile()
    {
        using var clip = new WaveFileSource("hour-22k.wav");
        using var original = new WaveFileSource("hour-44k.wav");
        UpsampleReport report = new Upsampler().FitAndWrite(clip, original, "fitted-44k.wav");
        return report;
    }

    public static UpsampleReport ToStream(IAudioSource source)
    {
        using Stream output = Console.OpenStandardOutput();
        UpsampleReport report = new Upsampler().FitAndWrite(source, 48_000, output, WaveEncoding.Pcm16);
        return report;
    }

    public static UpsampleReport GuidedToStream(IAudioSource clip, IAudioSource original, Stream output)
    {
        UpsampleReport report = new Upsampler().FitAndWrite(clip, original, output, WaveEncoding.Float32);
        return report;
    }

    public static IEnumerable<AudioClip> Parts(IAudioSource source)
    {
        UpsamplePlan plan = new Upsampler().Plan(source, 48_000);
        FittedPart[] parts = [.. Enumerable.Range(0, plan.PartCount).AsParallel().AsOrdered().Select(index => plan.FitPart(index))];
        IEnumerable<AudioClip> joined = parts.Select((part, index) => plan.Join(index == 0 ? null : parts[index - 1], part));
        return joined;
    }

    public static FittedPart GuidedParts(IAudioSource clip, IAudioSource original)
    {
        UpsamplePlan plan = new Upsampler().Plan(clip, original);
        FittedPart last = plan.FitPart(plan.PartCount - 1);
        return last;
    }

    public static AudioClip PartBytes(UpsamplePlan plan, Func<int, byte[]> workerElsewhere)
    {
        FittedPart first = FittedPart.Parse(workerElsewhere(0));
        AudioClip beginning = plan.Join(previous: null, first);
        return beginning;
    }

    public static UpsamplerOptions Presets()
    {
        UpsamplerOptions preset = UpsamplerOptions.Best;
        UpsamplerOptions own = preset with { Seed = 7, Blind = preset.Blind with { LevelModel = LineModel.Default } };
        return own;
    }

    public static UpsamplerOptions BlindNetworks()
    {
        // Networks that are fitted to the clip in place of copies of its known band.
        var options = new UpsamplerOptions { Blind = new() { Texture = null } };
        return options;
    }

    public static UpsamplerOptions GuidedLoss()
    {
        var options = new UpsamplerOptions { Guided = new() { Loss = new MeanAbsoluteErrorLoss(), Fit = new() { StepCount = 300 } } };
        return options;
    }

    public static AudioClip FromArrays(float[] left, float[] right)
    {
        var stereo = new AudioClip(44_100, left, right);
        return stereo;
    }

    public static AudioClip LoadFile()
    {
        var clip = AudioClip.Load("speech-8k.wav");
        Console.WriteLine($"{clip.ChannelCount} channel(s) of {clip.Length} samples, {clip.Duration}");
        return clip;
    }

    public static AudioClip LoadStream(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var clip = AudioClip.Load(stream);
        return clip;
    }

    public static void SaveFile(AudioClip clip)
    {
        clip.Save("clip.wav", WaveEncoding.Pcm16);
    }

    public static byte[] SaveStream(AudioClip clip)
    {
        using var stream = new MemoryStream();
        clip.Save(stream, WaveEncoding.Float32);
        byte[] file = stream.ToArray();
        return file;
    }

    public static async Task<AudioClip> LoadFileAsync(CancellationToken cancellationToken)
    {
        AudioClip clip = await AudioClip.LoadAsync("speech-8k.wav", cancellationToken);
        return clip;
    }

    public static async Task<AudioClip> LoadStreamAsync(Stream body, CancellationToken cancellationToken)
    {
        // The body of a web request, say.
        AudioClip upload = await AudioClip.LoadAsync(body, cancellationToken);
        return upload;
    }

    public static async Task SaveFileAsync(AudioClip clip, CancellationToken cancellationToken)
    {
        await clip.SaveAsync("clip.wav", WaveEncoding.Pcm16, cancellationToken);
    }

    public static async Task SaveStreamAsync(AudioClip clip, Stream response, CancellationToken cancellationToken)
    {
        await clip.SaveAsync(response, WaveEncoding.Pcm24, cancellationToken);
    }

    public static AudioClip FromFrames(float[] samples)
    {
        // Left, right, left, right, ...
        AudioClip stereo = AudioClip.FromInterleaved(48_000, channelCount: 2, samples);
        return stereo;
    }

    public static float[] RightChannel(float[] frames)
    {
        // Left, right, left, right, ...
        float[] right = new float[frames.Length / 2];
        Interleaved.ReadChannel(frames, channelCount: 2, channel: 1, right);
        return right;
    }

    public static AudioClip ReadPart()
    {
        using var source = new WaveFileSource("hour-22k.wav");
        AudioClip secondMinute = source.Read(60L * source.SampleRate, 60 * source.SampleRate);
        return secondMinute;
    }

    public static WaveMetadata FileSource()
    {
        using var source = new WaveFileSource("hour-22k.wav");
        Console.WriteLine($"{source.Length} samples; {source.MissingLength} were cut off");
        WaveMetadata carried = source.ReadMetadata();
        return carried;
    }

    public static long FileSink(WaveFileSource source, Stream file)
    {
        WaveMetadata metadata = source.ReadMetadata().AtRate(source.SampleRate, 48_000);
        var sink = new WaveFileSink(file, 48_000, source.ChannelCount, source.Length * 48_000 / source.SampleRate, WaveEncoding.Pcm16, metadata);
        new Upsampler().FitAndWrite(source, 48_000, sink.Write);
        sink.Complete();
        long clipped = sink.ClippedCount;
        return clipped;
    }

    public static WaveMetadata Metadata(WaveMetadata metadata)
    {
        // Markers and loops at the places that they have at another rate.
        WaveMetadata at48 = metadata.AtRate(sampleRate: 8_000, targetSampleRate: 48_000);
        return at48;
    }

    public static AudioClip LoadFit()
    {
        var fit = FittedClip.Load("speech.siren2");
        AudioClip audio = fit.Render();
        return audio;
    }

    public static FittedClip LoadFitStream(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var fit = FittedClip.Load(stream);
        Console.WriteLine($"{fit.Pcm16SizeInBytes} bytes, rendered");
        return fit;
    }

    public static void SaveFit(AudioClip clip)
    {
        FittedClip fit = new Upsampler().Fit(clip, targetSampleRate: 16_000);
        fit.Save("speech.siren2");
    }

    public static void SaveFitStream(FittedClip fit)
    {
        using FileStream file = File.Create("speech.siren2");
        fit.Save(file);
    }

    public static AudioClip RenderFit(FittedClip fit, CancellationToken cancellationToken)
    {
        AudioClip audio = fit.Render(progress: null, cancellationToken);
        return audio;
    }

    public static AudioClip RenderFitAt(FittedClip fit)
    {
        AudioClip atVideoRate = fit.Render(48_000);
        return atVideoRate;
    }

    public static float[] SampleFit(FittedClip fit)
    {
        // A tape that runs down: instants that lie ever closer.
        double[] instants = [.. Enumerable.Range(0, 1_000).Select(n => Math.Sqrt(n) / 100)];
        float[] values = fit.Sample(channel: 0, instants);
        return values;
    }

    public static async Task<FittedClip> LoadFitAsync(CancellationToken cancellationToken)
    {
        FittedClip fit = await FittedClip.LoadAsync("speech.siren2", options: null, cancellationToken);
        return fit;
    }

    public static async Task SaveFitAsync(FittedClip fit, CancellationToken cancellationToken)
    {
        await fit.SaveAsync("speech.siren2", cancellationToken);
    }

    public static UpsamplerOptions CheckpointStore()
    {
        // The same as CheckpointFile = "job.checkpoint"; a store of one's own keeps finished work elsewhere.
        var options = new UpsamplerOptions { CheckpointStore = new FileCheckpointStore("job.checkpoint") };
        return options;
    }

    public static UpsampleReport CheckpointFile(IAudioSource source)
    {
        // Killed and run again, it goes on behind its last finished part, to the same bits.
        var resolver = new Upsampler(UpsamplerOptions.Balanced with { CheckpointFile = "job.checkpoint" });
        UpsampleReport report = resolver.FitAndWrite(source, 48_000, "result.wav");
        File.Delete("job.checkpoint");
        return report;
    }

    public static float[] Safetensors(SirenDecoder decoder)
    {
        SafetensorsFile.Save("decoder.safetensors", decoder.ExportWeights());
        NamedTensor weight = SafetensorsFile.Load("decoder.safetensors")["layers.0.weight"];
        float[] values = weight.Data;
        return values;
    }

    public static UpsamplerOptions Delegate()
    {
        var quiet = new DelegateLoss((prediction, target, gradient) =>
        {
            // Mean energy, 1/N · Σx²; its gradient is 2x/N.
            TensorPrimitives.Multiply(prediction, 2f / prediction.Length, gradient);
            return TensorPrimitives.SumOfSquares(prediction) / prediction.Length;
        });
        var options = new UpsamplerOptions { Blind = new() { ExtraLoss = new(quiet, 0.01) } };
        return options;
    }

    public static GradientCheckResult Check(IWaveformLoss loss, float[] prediction, float[] target)
    {
        GradientCheckResult check = GradientCheck.Run(loss, prediction, target);
        Console.WriteLine(check.Passed() ? "the gradient is right" : check.ToString());
        return check;
    }

    public static double Objective(float[] baseline, float[] reference, float[] correction, float[] gradient)
    {
        using var objective = new LossObjective(new MeanSquaredErrorLoss(), reference, baseline);
        double loss = objective.Evaluate(correction, gradient);
        return loss;
    }

    public static double AbsoluteError(float[] prediction, float[] target)
    {
        float[] gradient = new float[prediction.Length];
        double loss = new MeanAbsoluteErrorLoss().Evaluate(prediction, target, gradient);
        return loss;
    }

    public static double SquaredError(float[] prediction, float[] target)
    {
        float[] gradient = new float[prediction.Length];
        double loss = new MeanSquaredErrorLoss().Evaluate(prediction, target, gradient);
        return loss;
    }

    public static IWaveformLoss StftLoss()
    {
        var loss = new MultiResolutionStftLoss(new StftResolution(512, 128, 512), new StftResolution(2048, 512, 2048));
        return loss;
    }

    public static double EvaluateLoss(IWaveformLoss loss, float[] prediction, float[] target)
    {
        float[] gradient = new float[prediction.Length];
        double value = loss.Evaluate(prediction, target, gradient);
        return value;
    }

    public static AudioClip Resample(AudioClip clip)
    {
        AudioClip at48 = new SincResampler(clip.SampleRate, 48_000, SincQuality.VeryHigh).Resample(clip);
        return at48;
    }

    public static float[] FourierResample(float[] samples)
    {
        float[] twiceAsMany = FourierResampler.Resample(samples, outputLength: 2 * samples.Length);
        return twiceAsMany;
    }

    public static AudioClip Sinc(AudioClip clip)
    {
        AudioClip baseline = SincBaseline.Compute(clip, targetRate: 16_000);
        return baseline;
    }

    public static float[] Project(float[] signal)
    {
        var projector = new MissingBandProjector(inputRate: 8_000, outputRate: 16_000, inputLength: signal.Length / 2);
        float[] missing = new float[projector.OutputLength];
        projector.Project(signal, missing);
        return missing;
    }

    public static UpsamplerOptions Decimator()
    {
        var fromFFmpeg = new UpsamplerOptions { InputFilter = AntiAliasingFilter.FFmpeg };
        return fromFFmpeg;
    }

    public static float[] Latents(float[] audio)
    {
        // An encoder sees the segment at its own rate: one latent frame for every Hop samples, and so 1/Hop frames for every sample.
        using var encoder = new SeaNetEncoder(new() { Dimension = 16 }, audio.Length, seed: 1);
        float[] latents = new float[encoder.FrameCount * encoder.LatentDimension];
        encoder.Forward(audio, latents);
        float[] time = [.. Enumerable.Range(0, audio.Length).Select(n => (2f * n / audio.Length) - 1)];
        var grid = new DecoderGrid(time, latentFrameCount: encoder.FrameCount, latentStep: 1.0 / encoder.Hop);
        using var decoder = new SirenDecoder(new() { LatentDimension = encoder.LatentDimension }, WinnerScale.For(audio), seed: 1);
        float[] output = new float[audio.Length];
        decoder.Forward(grid, latents, output);
        return output;
    }

    public static float[] Decoder(float[] target)
    {
        using var decoder = new SirenDecoder(new() { Width = 64, Depth = 2 }, WinnerScale.For(target), seed: 1);
        var grid = new DecoderGrid([.. Enumerable.Range(0, target.Length).Select(n => (2f * n / target.Length) - 1)]);
        var adam = new Adam(decoder.Parameters.Length);
        float[] output = new float[target.Length];
        float[] gradient = new float[target.Length];
        for (int step = 0; step < 100; step++)
        {
            decoder.Forward(grid, latents: default, output);
            new MeanSquaredErrorLoss().Evaluate(output, target, gradient);
            decoder.Backward(grid, latents: default, gradient, latentGradient: default);
            adam.Step(decoder.Parameters, decoder.Gradients, learningRate: 1e-3);
        }
        return output;
    }

    public static float[] Encoder(AudioClip clip)
    {
        using var encoder = new SeaNetEncoder(new SeaNetEncoderOptions(), clip.Length, seed: 1);
        float[] latents = new float[encoder.FrameCount * encoder.LatentDimension];
        encoder.Forward(clip.Channel(0), latents);
        return latents;
    }

    public static void AdamStep(SirenDecoder decoder)
    {
        // As many as the network's memory holds, padding included, not decoder.ParameterCount.
        var adam = new Adam(decoder.Parameters.Length, new AdamOptions { Beta1 = 0.8f, Beta2 = 0.9f });
        adam.Step(decoder.Parameters, decoder.Gradients, learningRate: 1e-3);
    }

    public static FitOutcome Loop(IFitProblem problem, CancellationToken cancellationToken)
    {
        var loop = new FitLoop(new FitOptions { StepCount = 200, Schedule = LearningRateSchedule.Cosine(1e-3), PlateauSteps = 20 });
        FitOutcome outcome = loop.Run(problem, (step, loss) => Console.WriteLine($"{step}: {loss:E2}"), cancellationToken);
        return outcome;
    }

    public static FitOutcome Course(IReadOnlyList<TrainedNetwork> networks, Func<double> evaluate, CancellationToken cancellationToken)
    {
        var course = new FitCourse(networks, new FitOptions { StepCount = 200 });
        while (!course.IsDone && !cancellationToken.IsCancellationRequested)
        {
            course.Advance(loss: evaluate());
        }

        FitOutcome outcome = course.End();
        return outcome;
    }

    public static float[] Stft(float[] signal)
    {
        var stft = new ShortTimeFourierTransform(signal.Length, fftSize: 1024, hop: 256);
        float[] power = new float[stft.Frames * stft.Bins];
        stft.Power(signal, power);
        return power;
    }

    public static MissingBandLevels Prior(AudioClip baseline)
    {
        MissingBandLevels levels = LevelPrior.Default.Predict(baseline.Channel(0), baseline.SampleRate, bandEdge: 4_000, highestFrequency: 8_000);
        return levels;
    }

    public static UpsamplerOptions Line()
    {
        var clipAlone = new UpsamplerOptions { Blind = new() { LevelModel = LineModel.Default } };
        return clipAlone;
    }

    public static BudgetPlan Budget(MissingBandLevels levels)
    {
        BudgetPlan plan = EnergyBudget.Default.Plan(new BudgetRequest { Levels = [levels], SampleRate = 16_000, Detail = 0.5 });
        return plan;
    }

    public static UpsamplerOptions Copies()
    {
        var options = new UpsamplerOptions { Blind = new() { Texture = CopiedTexture.Default } };
        return options;
    }

    public static void Leveling(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
    {
        // At the end of ITextureSource.Synthesize, once the textures are made.
        TextureLeveling.Apply(request, textures, cancellationToken);
    }

    public static MissingBandLevels Levels(int frames)
    {
        // One band, the same level everywhere, sure to a standard deviation of half a neper.
        float[] mean = new float[frames];
        float[] variance = new float[frames];
        Array.Fill(mean, -20f);
        Array.Fill(variance, 0.25f);
        var levels = new MissingBandLevels(hopSeconds: 0.01, bandEdges: [4_000, 8_000], mean, variance);
        return levels;
    }

    public static MissingBandTarget Target(AudioClip baseline)
    {
        MissingBandTarget target = MissingBandTarget.Estimate(baseline.Channel(0), bandEdge: 4_000, baseline.SampleRate);
        using SegmentTexture texture = target.CreateTexture(0, baseline.Length, refinementIterations: 15);
        return target;
    }

    public static SegmentInput Segment(AudioClip clip, AudioClip baseline)
    {
        var input = new SegmentInput(
            clip.Channel(0), baseline.Channel(0), start: 0, length: 4_096, lowPerOutput: (double)clip.SampleRate / baseline.SampleRate);
        return input;
    }

    public static float[] Model(SegmentInput input, ISegmentObjective objective, CancellationToken cancellationToken)
    {
        var model = new SirenSegmentModel { Decoder = new() { Width = 64, Depth = 2, UseBaseline = true } };
        using ISegmentNetwork network = model.Create(input, seed: 1, maxDegreeOfParallelism: 1);
        network.Fit(objective, new FitOptions { StepCount = 100 }, afterStep: null, cancellationToken);
        float[] output = new float[objective.Length];
        network.Render(output);
        return output;
    }

    public static HybridLoss Hybrid()
    {
        // Weights depend on what the losses weigh: 0.1 of this second one would drown the first.
        var loss = new HybridLoss(new(new MeanSquaredErrorLoss()), new(new MultiResolutionStftLoss(), 1e-4));
        return loss;
    }

    public static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FitTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = fit => Console.WriteLine($"{fit.OperationName} took {fit.Duration}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    public static (IAudioSource Source, IWaveformLoss Loss) Own() => (new Silence(8_000, 8_000), new Offset());

    internal sealed class Silence(int sampleRate, long length) : IAudioSource
    {
        public int SampleRate => sampleRate;

        public int ChannelCount => 1;

        public long Length => length;

        public void Read(long start, ReadOnlySpan<Memory<float>> channels) => channels[0].Span.Clear();
    }

    internal sealed class Offset : IWaveformLoss
    {
        // The squared mean, (1/N · Σx)²; its gradient is 2/N · mean.
        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
        {
            float mean = TensorPrimitives.Sum(prediction) / prediction.Length;
            gradient.Fill(2 * mean / prediction.Length);
            return mean * mean;
        }
    }
}

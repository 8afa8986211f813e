// A stranger's program: the README's example, a loss of its own, and the metrics, from the packages alone.
using System.Numerics.Tensors;
using Siren2;
using Siren2.Losses;
using Siren2.Metrics;
using Siren2.Resampling;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: Consumer FOLDER-OF-CLIPS");
    return 2;
}

folder = Path.GetFullPath(folder);
Environment.CurrentDirectory = Directory.CreateTempSubdirectory("siren2-consumer-").FullName;
File.Copy(Path.Combine(folder, "speech-8k.wav"), "speech-8k.wav");

ISuperResolver upsampler = new Upsampler();
UpsampleResult result = upsampler.FitAndPredict(AudioClip.Load("speech-8k.wav"), targetSampleRate: 16_000);
result.Audio.Save("speech-16k.wav");
Console.WriteLine($"{result.Report.Mode}: expected cost {result.Report.EstimatedPsnrCost:F3} dB of PSNR");

AudioClip clip = AudioClip.Load("speech-8k.wav");
AudioClip saved = AudioClip.Load("speech-16k.wav");
Demand(saved.SampleRate == 16_000 && saved.Length == 2 * clip.Length, "the result is twice as long at twice the rate");
Demand(result.Report is { LevelModel: not null, Texture: not null }, "the band was filled by the prior and by copies");
Demand(SignalMetrics.Snr(clip.Channel(0), new SincResampler(16_000, 8_000).Resample(saved).Channel(0)) > 30, "the clip's band is the clip's");

var quiet = new DelegateLoss((prediction, target, gradient) =>
{
    // Mean energy of the output: 1/N · Σ x², gradient 2x/N.
    TensorPrimitives.Multiply(prediction, 2f / prediction.Length, gradient);
    return TensorPrimitives.SumOfSquares(prediction) / prediction.Length;
});
GradientCheckResult check = GradientCheck.Run(quiet, clip.Channel(0), clip.Channel(0));
Console.WriteLine(check);
Demand(check.Passed(), "the gradient of the loss is right");

// A guided fit with an encoder and the loss, saved and loaded: what else a program may reach.
var reference = new AudioClip(16_000, saved.Channel(0)[..16_000].ToArray());
AudioClip low = new SincResampler(16_000, 8_000).Resample(reference);
var options = new UpsamplerOptions
{
    Guided = UpsamplerOptions.Fast.Guided with
    {
        Encoder = new() { FilterCount = 4, Dimension = 8, Ratios = [4, 4], LstmLayerCount = 1 },
        Fit = new() { StepCount = 5 },
        ExtraLoss = new(quiet, 0.01),
        Loss = new HybridLoss(new(new MeanSquaredErrorLoss()), new(new MultiResolutionStftLoss(), 0.1)),
    },
};
FittedClip fitted = new Upsampler(options).Fit(low, reference);
fitted.Save("fit.safetensors");
AudioClip again = FittedClip.Load("fit.safetensors").Render();
Demand(again.Channel(0).SequenceEqual(fitted.Render().Channel(0)), "a saved fit renders to the same bits");

AudioComparisonResult figures = AudioComparison.Compare(reference, again, low.SampleRate);
Console.WriteLine($"{fitted.Report.Mode}: PSNR {figures.Psnr:F2} dB, LSD {figures.LsdHann:F3}, ESTOI {figures.ExtendedStoi:F3}");
Demand(figures.Psnr > 10 && double.IsFinite(figures.LsdHann), "the figures are figures");

Directory.Delete(Environment.CurrentDirectory, recursive: true);
return 0;

static void Demand(bool condition, string what)
{
    if (!condition)
    {
        Console.Error.WriteLine($"not so: {what}");
        Environment.Exit(1);
    }
}

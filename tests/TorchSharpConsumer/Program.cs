// A stranger's program over TorchSharp, from the packages alone: a loss, a module as the network of a fit, a batch; or, without the native parts of
// TorchSharp, the one exception that says what to install.
using Siren2;
using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Resampling;
using Siren2.TorchSharp;
using TorchSharp;
using static TorchSharp.torch;

if (args is not [var folder] && args is not [_, "missing"])
{
    Console.Error.WriteLine("usage: TorchSharpConsumer FOLDER-OF-CLIPS [missing]");
    return 2;
}

if (args is [_, "missing"])
{
    try
    {
        _ = new TorchResolver();
    }
    catch (TorchNotAvailableException e)
    {
        Console.WriteLine(e.Message);
        return 0;
    }

    Console.Error.WriteLine("not so: native parts are missing");
    return 1;
}

AudioClip original = AudioClip.Load(Path.Combine(args[0], "speech-8k.wav"))[..8_000];
AudioClip low = new SincResampler(8_000, 4_000).Resample(original);

var loss = new TorchLoss((prediction, target) => (prediction - target).square().mean());
GradientCheckResult check = GradientCheck.Run(loss, low.Channel(0)[..1_000], original.Channel(0)[..1_000]);
Console.WriteLine(check);
Demand(check.Passed(), "autograd gives the gradient");

UpsamplerOptions fast = UpsamplerOptions.Fast;
Fit("a loss", new Upsampler(fast with { Guided = fast.Guided with { Loss = loss } }).FitAndPredict(low, original));
Fit("a batch", new TorchResolver(fast).FitAndPredict(low, original));
var model = new TorchSegmentModel(
    "consumer 1",
    _ => nn.Linear(512, 1),
    new() { Input = input => (arange(input.Length, ScalarType.Float32).unsqueeze(1) * linspace(0.5 * Math.PI, Math.PI, 512).unsqueeze(0)).sin() });
var steps = new FitOptions { StepCount = 60, Schedule = LearningRateSchedule.Cosine(1e-2) };
Fit("a module", new Upsampler(fast with { Guided = fast.Guided with { Model = model, Fit = steps } }).FitAndPredict(low, original));
return 0;

static void Fit(string what, UpsampleResult result)
{
    Console.WriteLine($"{what}: {result.Report.GainOverBaseline:F1} dB above sinc");
    Demand(result.Report.GainOverBaseline > 0, $"{what} fits");
}

static void Demand(bool condition, string what)
{
    if (!condition)
    {
        Console.Error.WriteLine($"not so: {what}");
        Environment.Exit(1);
    }
}

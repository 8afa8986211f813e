// A loss of one's own: written, checked, and fitted with.
//   dotnet run -c Release --project samples/CustomLoss [CLIP.wav]
using CustomLoss;
using Siren2;
using Siren2.Losses;
using Siren2.Resampling;

AudioClip original = AudioClip.Load(args.Length > 0 ? args[0] : "samples/clips/speech-22k.wav");
AudioClip clip = new SincResampler(original.SampleRate, original.SampleRate / 2).Resample(original);

// Is the gradient the gradient? A loss that is wrong here would fit badly, and nothing else would tell.
var slope = new SlopeLoss();
float[] silence = new float[original.Length];
GradientCheckResult check = GradientCheck.Run(slope, silence, original.Channel(0));
Console.WriteLine($"gradient check: {check}");
if (!check.Passed())
{
    return 1;
}

// Guided fits, which know the original: by the squared error alone, and with the slope, which gives the high frequencies more weight.
var square = new MeanSquaredErrorLoss();
foreach (double weight in new[] { 0, 1 })
{
    var loss = new HybridLoss(new(square, 1), new(slope, weight));
    var plan = UpsamplerOptions.Fast.Guided with { Fit = new() { StepCount = 20 } };
    var options = new UpsamplerOptions { Guided = plan with { Loss = loss } };
    UpsampleResult result = new Upsampler(options).FitAndPredict(clip, original);
    Console.WriteLine(
        $"{result.Report.Mode}, slope with weight {weight}: squared error {Error(square, result):E2}, error of the slope {Error(slope, result):E2}");
}

// In a blind fit, which is super-resolution, the loss is added to the fit's own, and its target is the baseline.
UpsamplerOptions fast = UpsamplerOptions.Fast;
UpsampleResult blind = new Upsampler(fast with { Blind = fast.Blind with { ExtraLoss = new(slope, 0.01) } })
    .FitAndPredict(clip, original.SampleRate);
Console.WriteLine($"{blind.Report.Mode}: expected cost {blind.Report.EstimatedPsnrCost:F3} dB of PSNR");
return 0;

double Error(IWaveformLoss loss, UpsampleResult result)
{
    int length = Math.Min(original.Length, result.Audio.Length);
    return loss.Evaluate(result.Audio.Channel(0)[..length], original.Channel(0)[..length], new float[length]);
}

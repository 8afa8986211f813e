using System.Diagnostics;
using System.Globalization;
using OnnxNetwork;
using Siren2;
using Siren2.Baseline;
using Siren2.Onnx;

// A trained bandwidth-extension network alone, and inside Siren2: what each leaves of the clip's own band, how long it takes, and WAV files of all.
//   dotnet run -c Release --project samples/OnnxNetwork [MODEL.onnx INPUT-RATE OUTPUT-RATE CLIP.wav FOLDER]
// Without arguments: a network of one kernel that mirrors the clip's spectrum (fold.onnx), on a clip that comes with the repository.
if (args.Length is not (0 or 5))
{
    Console.Error.WriteLine("usage: OnnxNetwork [MODEL.onnx INPUT-RATE OUTPUT-RATE CLIP.wav FOLDER]");
    return 2;
}

string model = args.Length > 0 ? args[0] : "samples/OnnxNetwork/fold.onnx";
string path = args.Length > 0 ? args[3] : "samples/clips/speech-8k.wav";
string? folder = args.Length > 0 ? args[4] : null;
var options = new OnnxTextureOptions();
if (args.Length > 0)
{
    options = options with { InputRate = int.Parse(args[1], CultureInfo.InvariantCulture), OutputRate = int.Parse(args[2], CultureInfo.InvariantCulture) };
}

AudioClip clip = AudioClip.Load(path);
using var network = new OnnxTexture(model, options with { Levels = OnnxLevels.Network });
using var leveled = new OnnxTexture(model, options);
int rate = network.OutputRate;
Console.WriteLine($"{"",-46}{"own band, dB",12}{"x real time",14}");
_ = Measure("network alone", () => (Alone.Run(model, clip, network.InputRate, rate), SincBaseline.Compute(clip, rate)));
_ = Measure("Siren2 without the network, Detail 0.5", () =>
{
    UpsampleResult result = new Upsampler().FitAndPredict(clip, rate);
    return (result.Audio, result.Baseline);
});
double worst = double.NegativeInfinity;
foreach ((string name, OnnxTexture texture) in new[] { ("network", network), ("network, levels of the prior", leveled) })
{
    foreach (double detail in new[] { 0.5, 1 })
    {
        ISuperResolver resolver = new Upsampler(new UpsamplerOptions { Detail = detail, Blind = new() { Texture = texture } });
        string title = string.Create(CultureInfo.InvariantCulture, $"{name}, Detail {detail}");
        worst = Math.Max(worst, Measure(title, () =>
        {
            UpsampleResult result = resolver.FitAndPredict(clip, rate);
            return (result.Audio, result.Baseline);
        }));
    }
}

return worst <= -100 ? 0 : 1;

// Error of the band that the clip has, relative to the clip: what was done to the baseline there. Timed when its code is compiled.
double Measure(string name, Func<(AudioClip Audio, AudioClip Baseline)> run)
{
    _ = run();
    long start = Stopwatch.GetTimestamp();
    (AudioClip result, AudioClip baseline) = run();
    double speed = clip.Duration.TotalSeconds / Stopwatch.GetElapsedTime(start).TotalSeconds;
    double error = Enumerable.Range(0, clip.ChannelCount).Max(c => OwnBand.Error(clip, baseline.Channel(c), result.Channel(c), rate, c));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-46}{error,12:F1}{speed,14:F2}"));
    if (folder is not null)
    {
        result.Save(Path.Combine(folder, name + ".wav"), WaveEncoding.Float32);
    }

    return error;
}

// A stranger's program with a trained network, from the packages alone: the network's band, the clip's own, and files of any length.
using Siren2;
using Siren2.Onnx;
using Siren2.Resampling;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: OnnxConsumer FOLDER-OF-CLIPS");
    return 2;
}

AudioClip clip = AudioClip.Load(Path.Combine(folder, "speech-8k.wav"));
try
{
    using var network = new OnnxTexture(Path.Combine(AppContext.BaseDirectory, "fold.onnx"));
    Console.WriteLine($"{network.InputRate} to {network.OutputRate} Hz: {network.Identity}");
    using var own = new OnnxTexture(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fold.onnx")), new OnnxTextureOptions { Levels = OnnxLevels.Network });
    foreach (OnnxTexture texture in new[] { network, own })
    {
        ISuperResolver resolver = new Upsampler(new UpsamplerOptions { Blind = new() { Texture = texture } });
        UpsampleResult result = resolver.FitAndPredict(clip, 16_000);
        Console.WriteLine($"expected cost {result.Report.EstimatedPsnrCost:F3} dB of PSNR");
        Demand(result.Report.Texture == texture.Identity, "the network filled the band");
        Demand(result.Report.EstimatedPsnrCost is > 0 and < 0.5, "within the budget");
        AudioClip back = new SincResampler(16_000, 8_000).Resample(result.Audio);
        AudioClip baseline = new SincResampler(16_000, 8_000).Resample(result.Baseline);
        double error = 0;
        double energy = 0;
        for (int n = 400; n < back.Length - 400; n++)
        {
            error += Math.Pow(back.Channel(0)[n] - baseline.Channel(0)[n], 2);
            energy += Math.Pow(baseline.Channel(0)[n], 2);
        }

        Demand(error < 1e-4 * energy, "the clip's band is the clip's");
    }

    var upsampler = new Upsampler(new UpsamplerOptions { Blind = new() { Texture = network } });
    using var file = new MemoryStream();
    UpsampleReport report = upsampler.FitAndWrite(clip, 16_000, file);
    Demand(report.Texture == network.Identity && file.Length > 4 * clip.Length, "a file is written");
    return 0;
}
catch (DllNotFoundException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 3;
}

static void Demand(bool condition, string what)
{
    if (!condition)
    {
        Console.Error.WriteLine($"not so: {what}");
        Environment.Exit(1);
    }
}

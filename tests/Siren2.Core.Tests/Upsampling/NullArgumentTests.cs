using Siren2.Baseline;
using Siren2.Files;
using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>What is null and must not be is named; nothing fails somewhere inside.</summary>
public class NullArgumentTests
{
    private static readonly AudioClip Clip = Clips.Noise(100);

    private static readonly AudioClip Reference = Clips.Noise(200, 16_000);

    private static readonly Dictionary<string, Action> Calls = new()
    {
        ["path: AudioClip.Load"] = () => AudioClip.Load((string)null!),
        ["stream: AudioClip.Load"] = () => AudioClip.Load((Stream)null!),
        ["path: AudioClip.Save"] = () => Clip.Save((string)null!),
        ["stream: AudioClip.Save"] = () => Clip.Save((Stream)null!),
        ["path: WaveFileSource"] = () => new WaveFileSource((string)null!).Dispose(),
        ["stream: WaveFileSource"] = () => new WaveFileSource((Stream)null!).Dispose(),
        ["clip: SincBaseline"] = () => SincBaseline.Compute(null!, 16_000),
        ["clip: SincResampler"] = () => new SincResampler(8000, 16_000).Resample((AudioClip)null!),
        ["clip: blind"] = () => Quick.Upsampler.FitAndPredict(null!, 16_000),
        ["clip: guided"] = () => Quick.Upsampler.FitAndPredict(null!, Reference),
        ["reference: guided"] = () => Quick.Upsampler.FitAndPredict(Clip, (AudioClip)null!),
        ["clip: Fit, blind"] = () => Quick.Upsampler.Fit(null!, 16_000),
        ["reference: Fit, guided"] = () => Quick.Upsampler.Fit(Clip, null!),
        ["clip: FitAndWrite"] = () => Quick.Upsampler.FitAndWrite(null!, 16_000, _ => { }),
        ["clip: FitAndWrite to a file"] = () => Quick.Upsampler.FitAndWrite(null!, 16_000, "never.wav"),
        ["clip: FitAndWrite to a stream"] = () => Quick.Upsampler.FitAndWrite(null!, 16_000, Stream.Null),
        ["write: FitAndWrite"] = () => Quick.Upsampler.FitAndWrite(Clip, 16_000, (Action<AudioClip>)null!),
        ["path: FitAndWrite"] = () => Quick.Upsampler.FitAndWrite(Clip, 16_000, (string)null!),
        ["stream: FitAndWrite"] = () => Quick.Upsampler.FitAndWrite(Clip, 16_000, (Stream)null!),
        ["reference: FitAndWrite"] = () => Quick.Upsampler.FitAndWrite(Clip, null!, _ => { }),
        ["reference: FitAndWrite to a file"] = () => Quick.Upsampler.FitAndWrite(Clip, null!, "never.wav"),
        ["reference: FitAndWrite to a stream"] = () => Quick.Upsampler.FitAndWrite(Clip, null!, Stream.Null),
        ["path: FittedClip.Load"] = () => FittedClip.Load((string)null!),
        ["stream: FittedClip.Load"] = () => FittedClip.Load((Stream)null!),
        ["path: SafetensorsFile.Load"] = () => SafetensorsFile.Load((string)null!),
        ["stream: SafetensorsFile.Load"] = () => SafetensorsFile.Load((Stream)null!),
        ["loss: GradientCheck"] = () => GradientCheck.Run(null!, new float[1], new float[1]),
        ["problem: FitLoop"] = () => new FitLoop().Run(null!),
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_null_is_named(string call)
    {
        ArgumentNullException exception = Assert.Throws<ArgumentNullException>(Calls[call]);
        Assert.Equal(call.Split(':')[0], exception.ParamName);
    }
}

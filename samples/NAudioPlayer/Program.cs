// Siren2 between NAudio's parts: a file is played at up to three times its rate while it is being fitted, with a seek on the way.
//   dotnet run -c Release --project samples/NAudioPlayer [CLIP.wav|.mp3|.ogg]
// What an audio device would do, a loop does here, so that it runs on every system: it asks for a tenth of a second at a time. With NAudio.Wasapi
// or another package of devices it is "player.Init(played.ToWaveProvider()); player.Play();".
using NAudio.Wave;
using NAudio.Wave.SampleProviders;
using NAudioPlayer.Decoders;
using Siren2.NAudio;

string path = args.Length > 0 ? args[0] : "samples/clips/speech-8k.wav";
using IDisposable reader = Open(path);
using NAudioSource source = reader is WaveStream stream ? NAudioSource.FromStream(stream) : NAudioSource.FromProvider((ISampleProvider)reader);
int rate = Math.Min(3 * source.SampleRate, 48_000);
Console.WriteLine(
    $"{path}: {source.Length} samples at {source.SampleRate} Hz, {(source.IsSpooled ? "copied to a temporary file" : "read in place")}");

using var resolving = new SuperResolvingSampleProvider(source, Math.Max(rate, source.SampleRate));
resolving.WaitUntilReady();

// Anything that NAudio does with a sample provider may follow.
ISampleProvider played = new VolumeSampleProvider(resolving) { Volume = 0.8f };
string output = Path.Combine(Path.GetTempPath(), "siren2-played.wav");
float[] tenth = new float[resolving.WaveFormat.SampleRate / 10 * resolving.WaveFormat.Channels];
bool hasSought = false;
using (var file = new WaveFileWriter(output, played.WaveFormat))
{
    for (int read = played.Read(tenth); read > 0; read = played.Read(tenth))
    {
        file.WriteSamples(tenth, 0, read);
        if (!hasSought && resolving.CurrentTime >= resolving.TotalTime / 2)
        {
            resolving.CurrentTime = TimeSpan.Zero;
            hasSought = true;
        }
    }
}

Console.WriteLine(
    $"{output}: once half and once whole, {resolving.TotalTime.TotalSeconds:F2} s at {resolving.WaveFormat.SampleRate} Hz, "
        + $"{resolving.UnderrunCount} underrun(s)");
return resolving.UnderrunCount == 0 && resolving.Position == resolving.Length ? 0 : 1;

static IDisposable Open(string path) => Path.GetExtension(path).ToUpperInvariant() switch
{
    ".MP3" => new Mp3FileReaderBase(path, format => new NLayerDecompressor(format)),
    ".OGG" => new VorbisSampleProvider(path),
    _ => new WaveFileReader(path),
};

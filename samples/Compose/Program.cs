using Compose;
using Siren2;
using Siren2.Resampling;

// Optimizations of one's own from the library's parts, without Upsampler.
//   dotnet run -c Release --project samples/Compose [CLIP.wav]

// Half a second of the original, and what is left of it at half the rate.
AudioClip original = AudioClip.Load(args.Length > 0 ? args[0] : "samples/clips/speech-22k.wav");
int rate = original.SampleRate;
float[] target = original.Channel(0)[..Math.Min(original.Length, rate / 2)].ToArray();
var low = new AudioClip(rate / 2, new SincResampler(rate, rate / 2).Resample(target));

// Guided knows the original: it shows what a network can represent, and is not super-resolution.
double gain = GuidedFit.Run(low, target, rate);
Console.WriteLine($"guided: {gain:F1} dB above sinc");

// Blind knows the clip alone.
(double cost, double distance, double sinc) = BlindFit.Run(low, target, rate);
Console.WriteLine($"blind: log-spectral distance {distance:F2} dB, sinc's {sinc:F2} dB, for {cost:F3} dB of PSNR");
return gain > 6 && distance < sinc && cost < 0.3 ? 0 : 1;

using System.Numerics.Tensors;
using Siren2;
using Siren2.Baseline;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Losses;
using Siren2.Metrics;
using Siren2.Optimization;
using Siren2.Resampling;

// An optimisation of one's own from the library's parts: resampler, encoder, decoder, losses, Adam, and no Upsampler.
//   dotnet run -c Release --project samples/Compose [CLIP.wav]
// It knows the original, and so is a guided fit: it shows what the network can represent, and is not super-resolution.

const int Steps = 100;

// The original, half a second of it, and what is left of it at half the rate.
AudioClip original = AudioClip.Load(args.Length > 0 ? args[0] : "samples/clips/speech-22k.wav");
int rate = original.SampleRate;
float[] target = original.Channel(0)[..Math.Min(original.Length, rate / 2)].ToArray();
var low = new AudioClip(rate / 2, new SincResampler(rate, rate / 2).Resample(target));
AudioClip baseline = SincBaseline.Compute(low, rate);
target = target[..Math.Min(target.Length, baseline.Length)];
float[] sinc = baseline.Channel(0)[..target.Length].ToArray();

// What is to be learned: the residual, in units of its peak, so that learning rates do not depend on the clip.
float[] residual = new float[target.Length];
TensorPrimitives.Subtract(target, sinc, residual);
float peak = TensorPrimitives.MaxMagnitude(residual);
TensorPrimitives.Divide(residual, Math.Abs(peak), residual);

// Encoder over the low-rate clip, decoder over (time, baseline, latents); its noise follows the spectrum of the residual.
var encoder = new SeaNetEncoder(new() { FilterCount = 4, Dimension = 8, Ratios = [4, 4], LstmLayerCount = 1 }, low.Length, seed: 1);
using var decoder = new SirenDecoder(
    new() { Width = 128, Depth = 2, UseBaseline = true, LatentDimension = encoder.LatentDimension },
    WinnerScale.For(residual), seed: 1, Environment.ProcessorCount);
float[] time = [.. Enumerable.Range(0, target.Length).Select(n => (2f * n / target.Length) - 1)];
var grid = new DecoderGrid(time, sinc, encoder.FrameCount, latentStart: 0, latentStep: 0.5 / encoder.Hop);

// Buffers, made once.
float[] latents = new float[encoder.FrameCount * encoder.LatentDimension];
float[] latentGradient = new float[latents.Length];
float[] output = new float[target.Length];
float[] gradient = new float[target.Length];

var loss = new HybridLoss(new(new MeanSquaredErrorLoss(), 1), new(new MultiResolutionStftLoss(), 0.001));
var adam = new AdamOptions { Beta1 = 0.8f, Beta2 = 0.9f };
var decoderAdam = new Adam(decoder.Parameters.Length, adam);
var encoderAdam = new Adam(encoder.Parameters.Length, adam);
var schedule = LearningRateSchedule.Cosine(2e-3);
for (int step = 0; step <= Steps; step++)
{
    encoder.Forward(low.Channel(0), latents);
    decoder.Forward(grid, latents, output);
    double value = loss.Evaluate(output, residual, gradient);
    if (step % 20 == 0)
    {
        Console.WriteLine($"step {step,3}: loss {value:F5}, PSNR {Psnr():F2} dB");
    }

    decoder.Backward(grid, latents, gradient, latentGradient);
    encoder.Backward(latentGradient, default);
    decoderAdam.Step(decoder.Parameters, decoder.Gradients, schedule.At(step, Steps + 1));
    encoderAdam.Step(encoder.Parameters, encoder.Gradients, 0.1 * schedule.At(step, Steps + 1));
}

double gain = Psnr() - SignalMetrics.Psnr(target, sinc);
Console.WriteLine($"guided, {gain:F1} dB above sinc");
return gain > 6 ? 0 : 1;

// Of baseline plus residual as the decoder has it now.
double Psnr()
{
    float[] estimate = new float[target.Length];
    TensorPrimitives.MultiplyAdd(output, Math.Abs(peak), sinc, estimate);
    return SignalMetrics.Psnr(target, estimate);
}

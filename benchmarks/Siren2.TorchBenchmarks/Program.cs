// Times in TorchSharp what Siren2.Benchmarks times in Siren2, and what Siren2.TorchSharp adds to it. Prints one JSON object; milliseconds, shortest of
// the runs. Run by benchmarks/peers/run.py.
//   usage: Siren2.TorchBenchmarks THREADS [steps]
// With 'steps', a minute less: what the bridge costs is left out.
using System.Globalization;
using System.Text.Json.Nodes;
using Siren2.TorchBenchmarks;
using static TorchSharp.torch;

if (args is not [string threadText, .. var rest] || rest is not ([] or ["steps"]) || !int.TryParse(threadText, NumberStyles.None, CultureInfo.InvariantCulture, out int threads))
{
    Console.Error.WriteLine("usage: Siren2.TorchBenchmarks THREADS [steps]");
    return 2;
}

set_num_threads(threads);
_ = manual_seed(1);
var report = new JsonObject
{
    ["torch"] = $"TorchSharp {typeof(TorchSharp.torch).Assembly.GetName().Version?.ToString(3)}, libtorch {__version__}",
    ["threads"] = threads,
    ["decoderStep"] = Steps.Decoder(),
    ["encoderStep"] = Steps.Encoder(),
    ["guidedFit"] = Steps.GuidedFit(),
};
if (rest.Length == 0)
{
    (report["lossWork"], report["torchLoss"]) = Bridge.LossStep();
    (report["resolverManaged"], report["resolverBatch"]) = Bridge.GuidedFit(threads);
}

Console.WriteLine(report.ToJsonString());
return 0;
